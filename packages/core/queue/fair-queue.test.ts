import { expect, test } from 'bun:test';
import { pickQueue } from './fair-queue.ts';

const held: Record<string, number> = { busy: 8, idle: 0, other: 0 };
const slotsOf = (queue: string) => held[queue] ?? 0;

test('the queue that holds the fewest slots is next, the first of equals', () => {
  expect(pickQueue(['busy', 'idle', 'other'], slotsOf)).toBe('idle');
  expect(pickQueue(['busy'], slotsOf)).toBe('busy');
  expect(pickQueue([], slotsOf)).toBeUndefined();
});
