import { createSignal } from 'solid-js';

const [nowMs, setNowMs] = createSignal(Date.now());

const TICK_MS = 1_000;

// One clock for the page: a hundred relative times change in one turn, and none while nobody looks.
setInterval(() => {
  if (!document.hidden) setNowMs(Date.now());
}, TICK_MS);

/** The current instant in milliseconds, a signal that ticks once a second. */
export { nowMs };
