import { onCleanup } from 'solid-js';

/** Lets a part of the page that is too narrow for what is in it take the focus, so that the arrow keys scroll it. */
export function scrollByKeys(part: HTMLElement): void {
  const size = new ResizeObserver(() => {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute('tabindex');
  });
  size.observe(part);
  onCleanup(() => size.disconnect());
}
