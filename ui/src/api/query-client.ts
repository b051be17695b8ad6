import { QueryClient } from '@tanstack/solid-query';
import { isConnectionLost } from '../live/connection-state.ts';
import { ApiError } from './api-error.ts';

const MAX_RETRIES = 2;
const FIRST_RETRY_MS = 1_000;
/** Who is told to wait for longer is shown so instead of grey lines. */
const MAX_WAIT_MS = 5_000;

/** Asking again helps when nobody answered or the server was busy, not when it said no. */
const isTransient = (error: Error): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

/** Whether a failed read is tried again by itself. While the connection is lost one probe is enough: the live stream's. */
export const isRetried = (failures: number, error: Error, isLost: boolean): boolean =>
  !isLost && failures < MAX_RETRIES && isTransient(error) && (retryAfterOf(error) ?? 0) <= MAX_WAIT_MS;

/**
 * As long as the server asks for, else 1 s, then 2 s; up to half of it more, so that what failed together does not come
 * back together.
 * @param random a number in [0, 1)
 */
export const retryDelayMs = (failures: number, error: Error, random: number): number =>
  (retryAfterOf(error) ?? FIRST_RETRY_MS * 2 ** failures) * (1 + random / 2);

const retryAfterOf = (error: Error): number | null => (error instanceof ApiError ? error.retryAfterMs : null);

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Live events say when to read again; this only keeps a quick return to a page from asking twice.
        staleTime: 2_000,
        // A page that was hidden reads all again when its stream is back (live-updates.ts): not twice.
        refetchOnWindowFocus: false,
        // Without a network a read fails and says so, instead of being grey for ever.
        networkMode: 'always',
        retry: (failures, error) => isRetried(failures, error, isConnectionLost()),
        retryDelay: (failures, error) => retryDelayMs(failures, error, Math.random()),
        // Rows keep their identity across re-reads, so that only what changed is drawn again.
        reconcile: 'id',
      },
      mutations: {
        // What was pressed without a network must fail now, not be done by itself an hour later.
        networkMode: 'always',
      },
    },
  });
