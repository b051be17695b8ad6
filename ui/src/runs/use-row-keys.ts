import { onCleanup, onMount } from 'solid-js';

/** `j` and `k` move from row to row of a list, `x` picks the row; Enter opens it, as it is a link. */
export function useRowKeys(): void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isElsewhere(event.target)) return;
    if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
    else if (event.key === 'x') pick(event.shiftKey);
    else return;
    event.preventDefault();
  };
  onMount(() => addEventListener('keydown', onKeyDown));
  onCleanup(() => removeEventListener('keydown', onKeyDown));
}

const isElsewhere = (target: EventTarget | null): boolean =>
  (target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))) ||
  document.querySelector('[role="dialog"]') !== null;

function move(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-row-link]')];
  const row = document.activeElement?.closest('tr');
  const index = links.findIndex((link) => link.closest('tr') === row);
  const next = links[index < 0 ? 0 : Math.max(0, Math.min(index + step, links.length - 1))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

const pick = (isRange: boolean): void =>
  void document.activeElement
    ?.closest('tr')
    ?.querySelector('input[type=checkbox]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isRange }));
