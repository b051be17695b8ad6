import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import { fewAtATime } from './few-at-a-time.ts';

const rows = (count: number) => Array.from({ length: count }, (_, index) => index);

function setup(count: number) {
  const [list, setList] = createSignal<readonly number[]>(rows(count));
  let draw: (() => void) | null = null;
  const inNextFrame = (callback: () => void) => {
    draw = callback;
    return () => {
      if (draw === callback) draw = null;
    };
  };
  const shown = createRoot(() => fewAtATime(list, inNextFrame));
  const frame = () => draw?.();
  return { shown, setList, frame, isWaiting: () => draw !== null };
}

test('a long list is drawn in several frames, and whole in the end', () => {
  const { shown, frame, isWaiting } = setup(50);
  const drawn = [shown().length];
  for (; isWaiting(); drawn.push(shown().length)) frame();
  expect(drawn).toEqual([12, 20, 28, 36, 44, 50]);
  expect(shown()).toEqual(rows(50));
});

test('a short list is drawn at once, and a list that changes is not begun anew', () => {
  const { shown, setList, frame, isWaiting } = setup(10);
  expect([shown().length, isWaiting()]).toEqual([10, false]);
  setList(rows(20));
  while (isWaiting()) frame();
  setList(rows(20).toReversed());
  expect(shown()).toEqual(rows(20).toReversed());
});
