import { QueryClient } from '@tanstack/solid-query';
import { ApiError } from './api-error.ts';

/** Asking again helps when nobody answered or the server was busy, not when it said no. */
const isTransient = (error: Error): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500;

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Live events say when to read again; this only keeps a quick return to a page from asking twice.
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && isTransient(error),
        // Rows keep their identity across re-reads, so that only what changed is drawn again.
        reconcile: 'id',
      },
    },
  });
