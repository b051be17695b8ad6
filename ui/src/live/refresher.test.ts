import { expect, test } from 'bun:test';
import { createRefresher } from './refresher.ts';

function setup() {
  const refreshed: string[] = [];
  const scheduled: { callback: () => void; delayMs: number }[] = [];
  let nowMs = 0;
  let answer = () => {};
  const touch = createRefresher<readonly string[]>({
    refresh: (key) => {
      refreshed.push(key.join('/'));
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    intervalMs: 500,
    longestIntervalMs: 2_000,
    schedule: (callback, delayMs) => scheduled.push({ callback, delayMs }),
    now: () => nowMs,
  });
  /** Lets the running refresh answer after some time, then the timer fire. */
  const finish = async (tookMs: number) => {
    nowMs += tookMs;
    answer();
    await Promise.resolve();
    await Promise.resolve();
    const timer = scheduled.shift();
    timer?.callback();
    return timer?.delayMs;
  };
  return { refreshed, touch, finish };
}

test('a storm of changes is two reads: one at once, one at the end', async () => {
  const { refreshed, touch, finish } = setup();
  for (let i = 0; i < 1_000; i++) touch(['runs']);
  expect(refreshed).toEqual(['runs']);
  expect(await finish(100)).toBe(400);
  expect(refreshed).toEqual(['runs', 'runs']);
  await finish(100);
  expect(refreshed).toHaveLength(2);
});

test('changes that keep coming are read ever less often, and the first after a pause at once again', async () => {
  const { refreshed, touch, finish } = setup();
  const rests: (number | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    touch(['runs']);
    touch(['runs']);
    rests.push(await finish(0));
  }
  expect(rests).toEqual([500, 1_000, 2_000, 2_000, 2_000]);
  await finish(0);
  expect(refreshed).toHaveLength(6);
  touch(['runs']);
  expect(refreshed).toHaveLength(7);
  expect(await finish(0)).toBe(500);
});

test('a slow read is never overtaken by a second one, and followed by a rest as long', async () => {
  const { refreshed, touch, finish } = setup();
  touch(['runs']);
  touch(['runs']);
  expect(await finish(2_000)).toBe(2_000);
  expect(refreshed).toHaveLength(2);
});

test('a read that hung is not followed by a rest as long', async () => {
  const { refreshed, touch, finish } = setup();
  touch(['runs']);
  touch(['runs']);
  expect(await finish(90_000)).toBe(2_000);
  expect(refreshed).toHaveLength(2);
});

test('different keys do not wait for each other', () => {
  const { refreshed, touch } = setup();
  touch(['runs']);
  touch(['queues']);
  expect(refreshed).toEqual(['runs', 'queues']);
});
