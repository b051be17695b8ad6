import { useNavigate } from '@solidjs/router';
import { onCleanup, onMount } from 'solid-js';
import { moveRow, pickRow } from './row-keys.ts';
import { createShortcutMatcher, type ShortcutAction } from './shortcut-matcher.ts';
import { hasSingleKeys } from './single-keys.ts';

interface ShortcutTargets {
  onHelp: () => void;
  onPalette: () => void;
}

/** Lets the keyboard move around the whole product; single keys only while nobody types into a field. */
export function useShortcuts(targets: ShortcutTargets): void {
  const navigate = useNavigate();
  const match = createShortcutMatcher(() => performance.now());
  /** False = there was nothing to do, so the key stays the browser's. */
  const perform = (action: ShortcutAction, event: KeyboardEvent): boolean => {
    if (action.kind === 'row') return moveRow(action.step);
    if (action.kind === 'pick') return pickRow(event.shiftKey);
    if (action.kind === 'help') targets.onHelp();
    else if (action.kind === 'go') navigate(action.href);
    else if (!focusSearch()) navigate('/runs', { state: { focusSearch: true } });
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A dialog is open: its own keys only.
    if (event.isComposing || event.defaultPrevented || document.querySelector('[role="dialog"]')) return;
    if (isPaletteKey(event)) {
      event.preventDefault();
      targets.onPalette();
      return;
    }
    if (!hasSingleKeys() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const action = match(event.key);
    if (action && perform(action, event)) event.preventDefault();
  };
  onMount(() => addEventListener('keydown', onKeyDown));
  onCleanup(() => removeEventListener('keydown', onKeyDown));
}

/** Ctrl-K, or Cmd-K on a Mac. No field has a use for it, so it works while typing too. */
const isPaletteKey = (event: KeyboardEvent): boolean =>
  event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k';

/** Moves the focus to the search of the page; false when it has none. */
export function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('[data-main-search]');
  search?.focus();
  search?.select();
  return search !== null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));
