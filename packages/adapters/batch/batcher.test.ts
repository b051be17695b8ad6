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
