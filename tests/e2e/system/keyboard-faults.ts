import type { Page } from 'playwright-core';

/**
 * What a person without a mouse, or with a shaking hand, cannot use, evaluated in the page: things to click that take no
 * focus, whose focus does not show, that come to rest behind the bar of a phone, or that are pressed by mistake.
 */
const FAULTS = `(() => {
  const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const bar = document.querySelector('header nav');
  const faults = [];
  const tell = (fault, element) => faults.push(fault + ': ' + element.outerHTML.slice(0, 200));
  // Solid keeps the listener of a click on its element.
  for (const element of document.querySelectorAll('#root *'))
    if (element.$$click && !element.closest(FOCUSABLE + ', label')) tell('no keyboard', element);
  const shows = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  for (const element of document.querySelectorAll('main :is(' + FOCUSABLE + ')')) {
    if (element.tabIndex < 0 || element.disabled || !element.checkVisibility()) continue;
    element.focus({ focusVisible: true });
    // What a closed part of the page hides takes no focus.
    if (document.activeElement !== element) continue;
    const [own, after] = [undefined, '::after'].map((pseudo) => getComputedStyle(element, pseudo));
    if (!shows(own) && !(after.content !== 'none' && shows(after))) tell('no outline', element);
    const { left, width, top, height } = element.getBoundingClientRect();
    const above = document.elementFromPoint(Math.min(left + width / 2, innerWidth - 1), top + height / 2);
    if (bar.contains(above)) tell('behind the bar', element);
  }
  // WCAG 2.5.8: within 24 px of a box lies nothing else to press, such as the link of its row.
  for (const box of document.querySelectorAll('main input[type=checkbox]')) {
    const { left, width, top, height } = box.getBoundingClientRect();
    const around = document.elementFromPoint(left + width / 2 - 11, top + height / 2 + 11);
    if (around?.closest('a, button')) tell('beside a box', around);
  }
  return faults;
})()`;

export const keyboardFaults = (page: Page): Promise<string[]> => page.evaluate(FAULTS);
