/**
 * How many pages follow the server at once where a browser opens only six connections to it, for all tabs together:
 * a page has up to two streams, and two connections stay free for what is asked.
 */
const MAX_FOLLOWING = 2;

/** Whose turn it is to follow the server: the pages that were used last. */
export interface PageTurns {
  /** A page was looked at or clicked into. */
  used(pageId: string): void;
  has(pageId: string): boolean;
}

export function createPageTurns(): PageTurns {
  let latest: string[] = [];
  return {
    used(pageId) {
      latest = [pageId, ...latest.filter((id) => id !== pageId)].slice(0, MAX_FOLLOWING);
    },
    has: (pageId) => latest.includes(pageId),
  };
}
