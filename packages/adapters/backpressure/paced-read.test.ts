import { expect, test } from 'bun:test';
import { createPacedRead } from './paced-read.ts';

/** A read that takes `tookMs` by a clock of its own and answers how many there were before. */
function setup(tookMs: number) {
  let nowMs = 0;
  let reads = 0;
  const read = createPacedRead({
    now: () => nowMs,
    async read() {
      nowMs += tookMs;
      return ++reads;
    },
  });
  const pass = async (ms: number) => {
    nowMs += ms;
    await new Promise(setImmediate);
  };
  return { read, pass };
}

test('a cheap read is done for each call, and those at the same time share one', async () => {
  const { read } = setup(10);
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read()).toBe(2);
});

test('a dear read is remembered for twenty times as long as it took', async () => {
  const { read, pass } = setup(200);
  expect(await read()).toBe(1);
  await pass(4_000);
  expect(await read()).toBe(1);
});

test('what is a little too old is answered once more while it is read anew', async () => {
  const { read, pass } = setup(200);
  await read();
  await pass(4_001);
  expect(await read()).toBe(1);
  await pass(0);
  expect(await read()).toBe(2);
});

test('what is far too old is never answered', async () => {
  const { read, pass } = setup(200);
  await read();
  await pass(8_001);
  expect(await read()).toBe(2);
});

test('a read that fails is told, and the next one is tried', async () => {
  let isDown = true;
  const read = createPacedRead({ read: () => (isDown ? Promise.reject(new Error('away')) : Promise.resolve('here')) });
  await expect(read()).rejects.toThrow('away');
  isDown = false;
  expect(await read()).toBe('here');
});
