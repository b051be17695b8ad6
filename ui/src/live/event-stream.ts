import { ApiError } from '../api/api-error.ts';
import { browserConnection, type Connection } from './browser-connection.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { createSseParser, type SseEvent } from './sse-parser.ts';

/** The server greets at once, however busy: who says nothing for so long will not. */
const GREETING_MS = 20_000;
/** The server sends a comment every 15 s: a connection silent for longer than two of them and a bit is dead. */
const SILENCE_MS = 40_000;
/** What breaks sooner counts as one more failed try: a proxy that cuts every stream must not be asked twice a second. */
const STEADY_MS = 10_000;

/** How a connection was lost. */
export interface Loss {
  /** Tries in a row that failed, this one included. */
  failures: number;
  /** Null when the server closed it. */
  error: unknown;
}

export interface EventStreamOptions {
  /** Path below /api/v1, asked for at every connect: it may say where to go on. */
  path: () => string;
  onEvent: (event: SseEvent) => void;
  onOpen?: () => void;
  /** Something came, a sign of life at least. */
  onHeard?: () => void;
  /** The connection broke and will be tried again. */
  onLost?: (loss: Loss) => void;
  /** The server refused: trying again would not help. */
  onRefused?: (error: ApiError) => void;
}

/** Follows a stream of server-sent events and reconnects until closed. Returns the way to close it. */
export function followEvents(options: EventStreamOptions, connection: Connection = browserConnection): () => void {
  const closing = new AbortController();
  void follow(options, connection, closing.signal);
  return () => closing.abort();
}

async function follow(options: EventStreamOptions, connection: Connection, closing: AbortSignal): Promise<void> {
  let failures = 0;
  while (!closing.aborted) {
    await connection.untilWanted(closing);
    const resting = new AbortController();
    const opened = Promise.withResolvers<void>();
    const stopWatching = connection.onUnwanted(() => resting.abort(), opened.promise);
    /** Null until it is open: a try that hangs is no steady connection. */
    let openedAt: number | null = null;
    const onOpen = () => {
      openedAt = performance.now();
      opened.resolve();
      options.onOpen?.();
    };
    const error = await readOnce({ ...options, onOpen }, connection, AbortSignal.any([closing, resting.signal]));
    stopWatching();
    if (closing.aborted) return;
    // It goes on from here once it is wanted again.
    if (resting.signal.aborted) continue;
    if (error instanceof ApiError && isRefusal(error)) return options.onRefused?.(error);
    failures = isSteady(openedAt) ? 1 : failures + 1;
    options.onLost?.({ failures, error });
    await connection.pause(reconnectDelayMs(failures, Math.random()), closing);
  }
}

const isSteady = (openedAt: number | null): boolean => openedAt !== null && performance.now() - openedAt >= STEADY_MS;

/** Too many requests pass, and so does what stands in the place of the API; what the API itself refuses stays so. */
const isRefusal = ({ status, code }: ApiError): boolean =>
  status >= 400 && status < 500 && status !== 429 && code !== 'unexplained';

/** Reads one connection to its end. Returns the error that ended it, or null when the server closed it. */
async function readOnce(options: EventStreamOptions, connection: Connection, ending: AbortSignal): Promise<unknown> {
  const over = new AbortController();
  let timer = setTimeout(() => over.abort(), GREETING_MS);
  try {
    const response = await connection.open(options.path(), AbortSignal.any([ending, over.signal]));
    options.onOpen?.();
    const push = createSseParser(options.onEvent);
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => over.abort(), SILENCE_MS);
      options.onHeard?.();
      push(decoder.decode(part.value, { stream: true }));
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
