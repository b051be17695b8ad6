/** One page of a list, newest first unless said otherwise. */
export interface Page<Item> {
  items: Item[];
  /** Pass as `cursor=` to get the next page; null on the last one. */
  nextCursor: string | null;
}

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 500;
