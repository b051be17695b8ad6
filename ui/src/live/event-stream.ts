import { openStream } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
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
export function followEvents(options: EventStreamOptions): () => void {
  const closing = new AbortController();
  void follow(options, closing.signal);
  return () => closing.abort();
}

async function follow(options: EventStreamOptions, closing: AbortSignal): Promise<void> {
  let failures = 0;
  while (!closing.aborted) {
    const outcome = await readOnce(options, closing, () => {
      failures = 0;
      options.onOpen?.();
    });
    if (closing.aborted) return;
    if (outcome instanceof ApiError && isFinal(outcome)) return options.onRefused?.(outcome);
    options.onLost?.();
    failures += 1;
    await wait(reconnectDelayMs(failures, Math.random()), closing);
  }
}

/** Too many requests pass; other answers of this class say what no further try can change. */
const isFinal = ({ status }: ApiError): boolean => status >= 400 && status < 500 && status !== 429;

/** Reads one connection to its end. Returns the error that ended it, or null when the server closed it. */
async function readOnce(options: EventStreamOptions, closing: AbortSignal, onOpen: () => void): Promise<unknown> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await openStream(options.path(), AbortSignal.any([closing, silence.signal]));
    onOpen();
    const push = createSseParser(options.onEvent);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      push(part.value);
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves after the delay, when the browser is online again, or when closed, whatever comes first. */
const wait = (delayMs: number, closing: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      closing.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    addEventListener('online', done);
    closing.addEventListener('abort', done);
  });
