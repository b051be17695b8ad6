/**
 * Remembers what has the focus now and answers how to give it back: Kobalte returns it to triggers of its own only, and
 * our dialogs are opened by anything. What opened one may be gone by then, or soon after, as a row that was deleted: then
 * the page itself takes the focus, so that the keyboard goes on from there and not from the top.
 */
export function rememberFocus(): () => void {
  const before = document.activeElement;
  return () => {
    const main = document.getElementById('main');
    if (before instanceof HTMLElement) before.focus();
    const { activeElement } = document;
    if (activeElement !== before || before === document.body) main?.focus({ preventScroll: true });
    else if (main)
      addEventListener(
        'focusin',
        onFocusLost(main, () => main),
        { once: true },
      );
  };
}

/** Gives an element the focus when what had it within a part of the page is taken away. Returns the way to stop. */
export function onFocusLost(part: Element, heir: () => HTMLElement | null): () => void {
  const observer = new MutationObserver(() => {
    if (document.activeElement === document.body) heir()?.focus({ preventScroll: true });
  });
  observer.observe(part, { childList: true, subtree: true });
  return () => observer.disconnect();
}
