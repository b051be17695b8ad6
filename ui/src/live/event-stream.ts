import { ApiError } from '../api/api-error.ts';
import { browserConnection, type Connection } from './browser-connection.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import { createSseParser, type SseEvent } from './sse-parser.ts';

/** The server sends a comment every 15 s: a connection silent for longer than two of them and a bit is dead. */
const SILENCE_MS = 40_000;

export interface EventStreamOptions {
  /** Path below /api/v1, asked for at every connect: it may say where to go on. */
  path: () => string;
  onEvent: (event: SseEvent) => void;
  onOpen?: () => void;
  /** The connection broke and will be tried again. */
  onLost?: () => void;
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
  const onOpen = () => {
    failures = 0;
    options.onOpen?.();
  };
  while (!closing.aborted) {
    await connection.untilShown(closing);
    const hiding = new AbortController();
    const stopWatching = connection.onHidden(() => hiding.abort());
    const outcome = await readOnce(options, connection, AbortSignal.any([closing, hiding.signal]), onOpen);
    stopWatching();
    if (closing.aborted) return;
    // Nobody looks: it goes on from here once somebody does.
    if (hiding.signal.aborted) continue;
    if (outcome instanceof ApiError && isFinal(outcome)) return options.onRefused?.(outcome);
    options.onLost?.();
    failures += 1;
    await connection.pause(reconnectDelayMs(failures, Math.random()), closing);
  }
}

/** Too many requests pass; other answers of this class say what no further try can change. */
const isFinal = ({ status }: ApiError): boolean => status >= 400 && status < 500 && status !== 429;

/** Reads one connection to its end. Returns the error that ended it, or null when the server closed it. */
async function readOnce(
  options: EventStreamOptions,
  connection: Connection,
  ending: AbortSignal,
  onOpen: () => void,
): Promise<unknown> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await connection.open(options.path(), AbortSignal.any([ending, silence.signal]));
    onOpen();
    const push = createSseParser(options.onEvent);
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      push(decoder.decode(part.value, { stream: true }));
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}
