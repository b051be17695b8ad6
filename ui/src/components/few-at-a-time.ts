import { type Accessor, createEffect, createMemo, createSignal, onCleanup } from 'solid-js';

/** What a phone shows at once. */
const FIRST = 12;
const EACH_FRAME = 8;

/**
 * A list to draw: its beginning at once, more with each frame until it is whole, so that a key or a click never waits for
 * all of it. What was drawn stays: a list that changes is not begun anew.
 */
export function fewAtATime<Item>(
  list: Accessor<readonly Item[]>,
  inNextFrame: (draw: () => void) => () => void = nextFrame,
): Accessor<readonly Item[]> {
  const [count, setCount] = createSignal(FIRST);
  createEffect(() => {
    if (count() < list().length) onCleanup(inNextFrame(() => setCount(count() + EACH_FRAME)));
  });
  return createMemo(() => (count() < list().length ? list().slice(0, count()) : list()));
}

function nextFrame(draw: () => void): () => void {
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}
