import { useLocation } from '@solidjs/router';
import { createEffect, on, onCleanup } from 'solid-js';

/**
 * Keeps in sight the link to where one is, in a list of links that is wider than a phone. Scrolls sideways only: the page
 * itself stays where it is.
 */
export function showCurrent(list: HTMLElement): void {
  const location = useLocation();
  const show = () => {
    const current = list.querySelector<HTMLElement>('[aria-current="page"]');
    if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  };
  // Once the links know it themselves.
  createEffect(
    on(
      () => location.pathname,
      () => queueMicrotask(show),
      { defer: true },
    ),
  );
  const size = new ResizeObserver(show);
  size.observe(list);
  onCleanup(() => size.disconnect());
}
