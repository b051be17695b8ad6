import type { AbortReason } from './protocol.ts';

/** An AbortController that is made when somebody first looks at its signal: most tasks never do. */
export interface LazyAbort {
  signal(): AbortSignal;
  /** The first reason counts. */
  abort(reason: AbortReason): void;
  throwIfAborted(): void;
}

export function createLazyAbort(): LazyAbort {
  let controller: AbortController | undefined;
  // An AbortError, as fetch and the timers of Node throw it.
  let error: DOMException | undefined;
  return {
    signal: () => {
      controller ??= new AbortController();
      if (error) controller.abort(error);
      return controller.signal;
    },
    abort: (reason) => {
      error ??= new DOMException(`The attempt was aborted: ${reason}`, 'AbortError');
      controller?.abort(error);
    },
    throwIfAborted: () => {
      if (error) throw error;
    },
  };
}
