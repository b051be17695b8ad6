import { LOG_LEVELS, type LogLevel } from '@fbrain/core/run/run';
import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type { RunLog } from './follow-run-log.ts';
import { createLogRows, type LogRows } from './log-rows.ts';
import { createLogSearch, type LogSearch, nextMatch } from './log-search.ts';

/** Half a frame: a search of a million lines goes on for a second without being felt. */
const SEARCH_BUDGET_MS = 8;
/** What stands beside the text of a line, and the width of a character at the size of logs, in pixels. */
const BESIDE_TEXT_PX = 180;
const CHARACTER_PX = 7.2;

export type LogState = ReturnType<typeof createLogState>;

/** What a reader looks at in a log: level, wrapping, following, and a search with the match it is at. */
export function createLogState({ buffer, changes }: RunLog) {
  const [level, setLevel] = createSignal<LogLevel>('debug');
  const [isWrapped, setIsWrapped] = createSignal(true);
  const [isFollowing, setIsFollowing] = createSignal(true);
  const [width, setWidth] = createSignal(800);
  const [query, setQuery] = createSignal('');
  const columns = () => (isWrapped() ? Math.max(Math.floor((width() - BESIDE_TEXT_PX) / CHARACTER_PX), 10) : null);
  const held = createMemo(() => {
    changes();
    return buffer.length;
  });
  const dropped = createMemo(() => {
    changes();
    return buffer.dropped;
  });
  const layout = createMemo(() => {
    dropped();
    return createLogRows(buffer, { level: LOG_LEVELS.indexOf(level()), columns: columns() });
  });
  // The same object with more in it: those who look must be told all the same.
  const rows = createMemo(
    () => {
      changes();
      layout().update();
      return layout();
    },
    undefined,
    { equals: false },
  );

  const finder = createFinder(() => (query() === '' ? null : createLogSearch(buffer, layout(), query())), rows);
  return {
    level,
    setLevel,
    isWrapped,
    setIsWrapped,
    isFollowing,
    setIsFollowing,
    setWidth,
    /** Lines in the page, whatever the level, and those that it had to give up. */
    held,
    dropped,
    rows,
    setQuery,
    ...finder,
    move: (by: 1 | -1) => {
      if (finder.move(by)) setIsFollowing(false);
    },
  };
}

/** Searches bit by bit, goes on when lines come, and knows at which match the reader is. */
function createFinder(begin: () => LogSearch | null, rows: () => LogRows) {
  const [target, setTarget] = createSignal<number | null>(null);
  const [isSearching, setIsSearching] = createSignal(false);
  const [count, setCount] = createSignal<number | null>(null);
  let sight = 0;
  const search = createMemo(begin);
  createEffect(on(search, () => setTarget(null)));
  createEffect(() => {
    rows();
    const current = search();
    let timer: ReturnType<typeof setTimeout> | undefined;
    onCleanup(() => clearTimeout(timer));
    const goOn = () => {
      const isLeft = current?.step(SEARCH_BUDGET_MS) ?? false;
      setCount(current?.matches.length ?? null);
      setIsSearching(isLeft);
      if (isLeft) timer = setTimeout(goOn);
    };
    goOn();
  });
  return {
    search,
    isSearching,
    /** Matches so far; null while nothing is searched for. */
    count,
    target,
    setSight: (position: number) => {
      sight = position;
    },
    /** Which match the reader is at, from 1. */
    current: () => {
      count();
      return (search()?.matches.indexOf(target() ?? -1) ?? -1) + 1;
    },
    /** Whether there was one to go to. */
    move: (by: 1 | -1): boolean => {
      const next = nextMatch(search()?.matches ?? [], target(), by, sight);
      if (next !== null) setTarget(next);
      return next !== null;
    },
  };
}
