import type { Page } from 'playwright-core';

/** Evaluated in the page: what is chosen and what bars tell, where no background is but that of the system; what moves. */
const TOLD = `(() => {
  const ground = (element) => getComputedStyle(element).backgroundColor;
  const html = (elements) => elements.map((element) => element.outerHTML.slice(0, 200));
  const chosen = [...document.querySelectorAll(':is(nav [aria-current], [aria-selected=true], [aria-pressed=true])')];
  const plain = new Set([ground(document.body), 'rgba(0, 0, 0, 0)']);
  const bars = [...document.querySelectorAll('.bar')];
  const moves = (element) =>
    [undefined, '::before', '::after'].some((pseudo) => {
      const style = getComputedStyle(element, pseudo);
      return style.animationDuration !== '0s' || style.transitionDuration !== '0s';
    });
  return {
    isChosenSeen: chosen.length > 0,
    lost: html([
      ...chosen.filter((element) => plain.has(ground(element))),
      ...bars.filter((bar) => ground(bar) === ground(bar.firstElementChild)),
    ]),
    moving: html([...document.querySelectorAll('*')].filter(moves)),
  };
})()`;

interface Told {
  isChosenSeen: boolean;
  /** What is chosen and looks as if it was not, and bars that show nothing. */
  lost: string[];
  moving: string[];
}

/** How a page follows the wishes of the system: with its colours alone, and without motion. */
export const toldBySystem = (page: Page): Promise<Told> => page.evaluate(TOLD);
