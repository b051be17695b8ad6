import { createSignal } from 'solid-js';

const STORAGE_KEY = 'fbrain.theme';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const [theme, setTheme] = createSignal<Theme>('system');

export { theme };

/** Applies the theme chosen last time. */
export function restoreTheme(): void {
  const kept = localStorage.getItem(STORAGE_KEY);
  apply(THEMES.find((name) => name === kept) ?? 'system');
}

/** Switches the theme and remembers it. */
export function chooseTheme(name: Theme): void {
  localStorage.setItem(STORAGE_KEY, name);
  apply(name);
}

/** styles.css turns the attribute into a colour scheme; `system` is its absence. */
function apply(name: Theme): void {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  setTheme(name);
}
