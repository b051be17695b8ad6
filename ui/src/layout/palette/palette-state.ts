import { useNavigate } from '@solidjs/router';
import { createEffect, createSignal, on } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { session } from '../../session/session.ts';
import type { PaletteItem } from './palette-item.ts';
import { createPaletteSearch } from './palette-search.ts';
import { rememberItem } from './recent-items.ts';

/** As far as a page of the list. */
const PAGE = 8;

/** What is typed, found and chosen in the palette, and what its keys do. */
export function createPaletteState({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = createSignal('');
  const [active, setActive] = createSignal(0);
  const [outcome, setOutcome] = createSignal<{ text: string; isGood: boolean } | null>(null);
  const { items, isAsking } = createPaletteSearch(text, onHelp);
  // A list that became shorter must not leave the choice beyond its end.
  createEffect(on(items, (found) => setActive((index) => Math.max(0, Math.min(index, found.length - 1)))));

  const take = async (item: PaletteItem) => {
    setOutcome(null);
    if ('href' in item.does) {
      rememberItem(localStorage, session()?.principal.name ?? '', item);
      onClose();
      navigate(item.does.href);
      return;
    }
    try {
      const done = await item.does.act();
      if (done === '') onClose();
      else setOutcome({ text: done, isGood: true });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setOutcome({ text: t('palette.failed', { message }), isGood: false });
    }
  };
  /** From either end on to the other. */
  const move = (step: number) => {
    const { length } = items();
    if (length > 0) setActive((index) => (index + step + length) % length);
  };
  const jump = (step: number) => setActive((index) => Math.max(0, Math.min(index + step, items().length - 1)));
  const keys: Record<string, () => void> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => jump(PAGE),
    PageUp: () => jump(-PAGE),
    Enter: () => {
      const item = items()[active()];
      if (item) void take(item);
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter may belong to a word that is still being composed.
    const act = event.isComposing ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return {
    text,
    items,
    active,
    outcome,
    isAsking,
    take: (item: PaletteItem) => void take(item),
    onKeyDown,
    type: (typed: string) => {
      setOutcome(null);
      setText(typed);
      setActive(0);
    },
  };
}
