import { createSignal } from 'solid-js';

/** A search with a name; kept by this browser. */
export interface SavedView {
  name: string;
  /** As it is typed into the search field. */
  query: string;
}

const STORAGE_KEY = 'fbrain.views';
const MAX_VIEWS = 30;
const MAX_NAME = 60;

/** Views of a stored text; whatever cannot be one is left out. */
export function readViews(stored: string | null): SavedView[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isView).slice(0, MAX_VIEWS) : [];
  } catch {
    return [];
  }
}

const isView = (value: unknown): value is SavedView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'query' in value &&
  typeof value.query === 'string';

/** A view with the same name is replaced. */
export const withView = (views: readonly SavedView[], { name, query }: SavedView): SavedView[] =>
  [...views.filter((view) => view.name !== name.trim()), { name: name.trim().slice(0, MAX_NAME), query }].slice(
    -MAX_VIEWS,
  );

const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(STORAGE_KEY);
const [savedViews, setSavedViews] = createSignal<readonly SavedView[]>(readViews(stored));

export { savedViews };

const store = (views: readonly SavedView[]) => {
  setSavedViews(views);
  localStorage.setItem(STORAGE_KEY, JSON.stringify(views));
};

export const saveView = (view: SavedView): void => store(withView(savedViews(), view));
export const removeView = (name: string): void => store(savedViews().filter((view) => view.name !== name));
