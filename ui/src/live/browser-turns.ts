import { createPageTurns } from './page-turns.ts';

const pageId = Math.random().toString(36).slice(2);
const turns = createPageTurns();
const turnOverListeners = new Set<() => void>();
const usedListeners = new Set<() => void>();
let isWatching = false;

/** Over HTTP/2 all pages share one connection: nobody has to wait. */
const hasPlenty = (): boolean => {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return /^h[23]/.test(navigation?.nextHopProtocol ?? '');
};

/** Whether this page may follow the server all the time. Other pages of this browser hear when this one is used. */
export function isMyTurn(): boolean {
  if (!isWatching) watch();
  return hasPlenty() || turns.has(pageId);
}

/** Calls back when other pages have taken the turn. Returns the way to stop. */
export const onTurnOver = (callback: () => void): (() => void) => listen(turnOverListeners, callback);

/** Calls back when this page has been looked at or clicked into. Returns the way to stop. */
export const onUsed = (callback: () => void): (() => void) => listen(usedListeners, callback);

function listen(listeners: Set<() => void>, callback: () => void): () => void {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

function watch(): void {
  isWatching = true;
  const channel = new BroadcastChannel('fbrain.turns');
  channel.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const had = turns.has(pageId);
    turns.used(data);
    if (had && !isMyTurn()) for (const listener of turnOverListeners) listener();
  });
  const use = () => {
    if (document.hidden) return;
    turns.used(pageId);
    channel.postMessage(pageId);
    for (const listener of usedListeners) listener();
  };
  addEventListener('focus', use);
  document.addEventListener('visibilitychange', use);
  use();
}
