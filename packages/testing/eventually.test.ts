import { expect, test } from 'bun:test';
import { eventually } from './eventually.ts';

test('a check that comes true in time gives its value', async () => {
  let calls = 0;
  const value = await eventually(() => {
    calls += 1;
    if (calls < 3) throw new Error('not yet');
    return calls;
  });
  expect(value).toBe(3);
});

test('a check that never comes true fails with its own error', async () => {
  const never = () => {
    throw new Error('the queue is still full');
  };
  await expect(eventually(never, { timeoutMs: 50 })).rejects.toThrow('the queue is still full');
});
