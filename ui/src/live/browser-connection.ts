import { openStream } from '../api/api-client.ts';

/** What following a stream needs from its surroundings. */
export interface Connection {
  open(path: string, signal: AbortSignal): Promise<Response>;
  /** Resolves after the delay, when the network is back, or when the signal fires, whatever comes first. */
  pause(delayMs: number, signal: AbortSignal): Promise<void>;
  /** Resolves when somebody can see the page, or when the signal fires. */
  untilShown(signal: AbortSignal): Promise<void>;
  /** Calls back when nobody has seen the page for a while. Returns the way to stop watching. */
  onHidden(callback: () => void): () => void;
}

/** A glance at another tab must not cost a reconnect. */
const HIDDEN_MS = 20_000;

/**
 * The browser. Streams of hidden pages are closed: over HTTP/1.1 a browser opens six connections to a server for all
 * tabs together, and three forgotten ones would leave none for the page in use.
 */
export const browserConnection: Connection = {
  open: openStream,
  pause: (delayMs, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      addEventListener('online', done);
      signal.addEventListener('abort', done);
    }),
  untilShown: (signal) =>
    new Promise((resolve) => {
      if (!document.hidden) return resolve();
      const done = () => {
        if (document.hidden && !signal.aborted) return;
        document.removeEventListener('visibilitychange', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      document.addEventListener('visibilitychange', done);
      signal.addEventListener('abort', done);
    }),
  onHidden(callback) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onChange = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(callback, HIDDEN_MS);
    };
    document.addEventListener('visibilitychange', onChange);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onChange);
    };
  },
};
