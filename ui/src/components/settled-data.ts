import { untrack } from 'solid-js';

/** The part of a query that says what it has read. */
export interface SettledQuery<Data> {
  data: Data | undefined;
  dataUpdatedAt: number;
  isPlaceholderData: boolean;
}

/**
 * What a query has read so far, undefined before the first answer. Reactive, yet it never suspends the page: a tracked
 * read of `data` that was cached when the page opened does so at every later read, for a moment too short to see but
 * long enough to take a field that somebody types into off the page, and the focus with it.
 */
export function settledData<Data>(query: SettledQuery<Data>): Data | undefined {
  // New data come with another time, those of another key as placeholders or with theirs.
  void [query.dataUpdatedAt, query.isPlaceholderData];
  return untrack(() => query.data);
}
