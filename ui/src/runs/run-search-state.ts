import type { RunSearch } from '@fbrain/core/page/run-filter';
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import { formatRunQuery, parseRunQuery } from './run-query.ts';
import { accept, type KnownNames, type Suggestion, suggest } from './run-suggestions.ts';

interface RunSearchOptions {
  search: () => RunSearch;
  onSearch: (search: RunSearch) => void;
  known: () => KnownNames;
  input: () => HTMLInputElement | undefined;
}

/** Long enough for a typed word, short enough to feel at once. */
const SETTLE_MS = 350;

/** What the search field holds, what it suggests, and what its keys do. */
export function createRunSearchState({ search, onSearch, known, input }: RunSearchOptions) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [text, setText] = createSignal('');
  const [caret, setCaret] = createSignal(0);
  const [isOpen, setIsOpen] = createSignal(false);
  const [active, setActive] = createSignal(-1);
  const options = createMemo(() => (isOpen() ? suggest(text(), caret(), known()) : []));
  onCleanup(() => clearTimeout(timer));
  // A change from outside, such as a saved view, shows; one's own typing is not overwritten.
  createEffect(() => {
    const shown = formatRunQuery(search());
    if (!isTyping(input())) setText(shown);
  });
  const report = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => onSearch(parseRunQuery(text()).search), delayMs);
  };
  const move = () => {
    setCaret(input()?.selectionStart ?? text().length);
    setActive(-1);
  };
  const take = (suggestion: Suggestion) => {
    const next = accept(text(), suggestion);
    setText(next.text);
    input()?.focus();
    input()?.setSelectionRange(next.caret, next.caret);
    move();
    report(SETTLE_MS);
  };
  return {
    text,
    options,
    active,
    faults: createMemo(() => parseRunQuery(text()).faults),
    take,
    close: () => setIsOpen(false),
    /** The caret went elsewhere. */
    move,
    open: () => {
      move();
      setIsOpen(true);
    },
    type: (typed: string) => {
      setText(typed);
      move();
      setIsOpen(true);
      report(SETTLE_MS);
    },
    onKeyDown: (event: KeyboardEvent) => {
      const chosen = options()[active()];
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        setIsOpen(true);
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive(Math.max(-1, Math.min(active() + step, options().length - 1)));
      } else if (chosen && (event.key === 'Enter' || event.key === 'Tab')) {
        event.preventDefault();
        take(chosen);
      } else if (event.key === 'Enter') {
        setIsOpen(false);
        report(0);
      } else if (event.key === 'Escape') {
        // The browser itself would empty the field.
        event.preventDefault();
        if (isOpen()) setIsOpen(false);
        else input()?.blur();
      }
    },
  };
}

const isTyping = (input: HTMLInputElement | undefined): boolean =>
  input !== undefined && document.activeElement === input;
