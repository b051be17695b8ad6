import { openStream } from '../api/api-client.ts';
import { isMyTurn, onTurnOver, onUsed } from './browser-turns.ts';

/** What following a stream needs from its surroundings. */
export interface Connection {
  open(path: string, signal: AbortSignal): Promise<Response>;
  /** Resolves after the delay, when the network is back or somebody will not wait, or when the signal fires. */
  pause(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Resolves when the page may have a connection, or when the signal fires. */
  untilWanted(signal: AbortSignal): Promise<void>;
  /**
   * Calls back when the connection has to be given up for now.
   * @param opened resolves once the server has answered; never if it does not
   * @returns the way to stop watching
   */
  onUnwanted(callback: () => void, opened: Promise<void>): () => void;
}

/** A glance at another tab must not cost a reconnect. */
const HIDDEN_MS = 20_000;
/** A page that is seen while others have the turn looks in this often, for this long. */
const LOOK_IN_EVERY_MS = 15_000;
const LOOK_IN_MS = 2_000;

const RECONNECT = 'fbrain:reconnect';

/** Tries lost connections again at once instead of when their time has come. */
export const reconnectNow = (): void => void dispatchEvent(new Event(RECONNECT));

/**
 * The browser. Hidden pages give their streams up, and over HTTP/1.1 all but the pages used last do
 * (docs/decisions/0016-streams-take-turns.md).
 */
export const browserConnection: Connection = {
  open(path, signal) {
    const gone = new AbortController();
    // A network that is gone does not close connections: waiting for them to fall silent would be most of a minute.
    addEventListener('offline', () => gone.abort(), { once: true, signal });
    return openStream(path, AbortSignal.any([signal, gone.signal]));
  },
  pause: (delayMs, signal) => firstOf(signal, delayMs, ['online', RECONNECT]),
  async untilWanted(signal) {
    while (document.hidden && !signal.aborted) await firstOf(signal, undefined, ['visibilitychange']);
    if (isMyTurn() || signal.aborted) return;
    const used = Promise.withResolvers<void>();
    const stop = onUsed(used.resolve);
    await Promise.race([used.promise, firstOf(signal, LOOK_IN_EVERY_MS, [])]);
    stop();
  },
  onUnwanted(callback, opened) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lookIn: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    // A slow server is waited for, and one that hangs is found lost, by pages without a turn too.
    void opened.then(() => {
      if (isOver || isMyTurn()) return;
      // The page may be given its turn meanwhile.
      lookIn = setTimeout(() => isMyTurn() || callback(), LOOK_IN_MS);
    });
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(callback, HIDDEN_MS);
    };
    const stopWatching = onTurnOver(callback);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(lookIn);
      stopWatching();
      document.removeEventListener('visibilitychange', onVisibility);
    };
  },
};

/** Resolves when the signal or one of the events fires, or when the time is over. */
function firstOf(signal: AbortSignal, delayMs: number | undefined, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const timer = delayMs === undefined ? undefined : setTimeout(() => done(), delayMs);
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    if (signal.aborted) return done();
    signal.addEventListener('abort', done, { signal: over.signal });
    for (const event of events) addEventListener(event, done, { signal: over.signal });
  });
}
