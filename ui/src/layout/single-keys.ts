import { createSignal } from 'solid-js';

const STORAGE_KEY = 'fbrain.singleKeys';

const [hasSingleKeys, setSignal] = createSignal(localStorage.getItem(STORAGE_KEY) !== 'off');

/** Whether keys such as `j` do something by themselves. Who speaks to the computer may not want that: WCAG 2.1.4. */
export { hasSingleKeys };

/** Turns them on or off in this browser, and remembers it. */
export function chooseSingleKeys(isOn: boolean): void {
  localStorage.setItem(STORAGE_KEY, isOn ? 'on' : 'off');
  setSignal(isOn);
}
