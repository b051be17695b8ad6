import { expect, test } from 'bun:test';
import { takeTurn } from './take-turn.ts';

test('a duty goes on while its batches are full', async () => {
  const batches = [10, 10, 3, 10];
  expect(await takeTurn(10, async () => batches.shift() ?? 0)).toBe(23);
});

test('a duty that never gets done gives way to others', async () => {
  let steps = 0;
  const step = async () => {
    steps++;
    await Bun.sleep(1);
    return 10;
  };
  expect(await takeTurn(10, step, 20)).toBe(steps * 10);
  expect(await takeTurn(10, step, 0)).toBe(10);
});
