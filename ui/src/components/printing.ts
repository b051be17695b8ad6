import { createSignal } from 'solid-js';

const [isPrinting, setIsPrinting] = createSignal(false);

/** Whether the page is drawn for paper, where nothing can be opened, scrolled or chosen. */
export { isPrinting };

if (typeof matchMedia !== 'undefined') {
  // Browsers tell it before they lay out the paper, and wait for the answer.
  matchMedia('print').addEventListener('change', ({ matches }) => setIsPrinting(matches));
}
