import { useNavigate } from '@solidjs/router';
import { onCleanup, onMount } from 'solid-js';
import { createShortcutMatcher } from './shortcut-matcher.ts';

/** Lets the keyboard move around the whole product while nobody types into a field. */
export function useShortcuts(onHelp: () => void): void {
  const navigate = useNavigate();
  const match = createShortcutMatcher(() => performance.now());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    // A dialog is open: its own keys only.
    if (document.querySelector('[role="dialog"]')) return;
    const action = match(event.key);
    if (!action) return;
    event.preventDefault();
    if (action.kind === 'help') onHelp();
    else if (action.kind === 'go') navigate(action.href);
    else if (!focusSearch()) navigate('/runs', { state: { focusSearch: true } });
  };
  onMount(() => addEventListener('keydown', onKeyDown));
  onCleanup(() => removeEventListener('keydown', onKeyDown));
}

/** Moves the focus to the search of the page; false when it has none. */
export function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('[data-main-search]');
  search?.focus();
  search?.select();
  return search !== null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
