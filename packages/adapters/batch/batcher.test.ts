import { expect, test } from 'bun:test';
import { createBatcher } from './batcher.ts';

const refuse = () => new Error('too late');

test('what arrives while a batch is in flight shares the next one', async () => {
  const batches: number[][] = [];
  const batcher = createBatcher<number, number>({
    maxBatch: 3,
    maxConcurrent: 1,
    async run(items) {
      batches.push([...items]);
      return items.map((item) => item * 2);
    },
  });
  const first = batcher.add(1);
  await Promise.resolve();
  const others = [2, 3, 4, 5].map((item) => batcher.add(item));
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  expect(batcher.pending).toBe(0);
});

test('a batch begins beside another one when it is large enough, and after it whatever its size', async () => {
  const first = Promise.withResolvers<void>();
  const batches: number[][] = [];
  const batcher = createBatcher<number, void>({
    maxBatch: 10,
    maxConcurrent: 2,
    minBeside: 3,
    async run(items) {
      batches.push([...items]);
      if (items.includes(1)) await first.promise;
      return items.map(() => undefined);
    },
  });
  const all = [batcher.add(1)];
  await Promise.resolve();
  all.push(batcher.add(2), batcher.add(3));
  await Promise.resolve();
  expect(batches).toEqual([[1]]);
  const large = batcher.add(4);
  await large;
  expect(batches).toEqual([[1], [2, 3, 4]]);
  all.push(batcher.add(5));
  first.resolve();
  await Promise.all(all);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('what waits too long for a batch that hangs is refused and never handled', async () => {
  const hanging = Promise.withResolvers<void>();
  const handled: string[] = [];
  const batcher = createBatcher<string, void>({
    maxBatch: 1,
    maxConcurrent: 1,
    late: { maxWaitMs: 5, refuse },
    async run([item = '']) {
      handled.push(item);
      await hanging.promise;
      return [undefined];
    },
  });
  const first = batcher.add('first');
  const second = batcher.add('second');
  await expect(second).rejects.toThrow('too late');
  expect(batcher.pending).toBe(1);
  hanging.resolve();
  await Promise.all([first, batcher.add('third'), batcher.idle()]);
  expect(handled).toEqual(['first', 'third']);
});
