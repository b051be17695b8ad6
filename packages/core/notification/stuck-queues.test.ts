import { expect, test } from 'bun:test';
import { findStuckQueues } from './stuck-queues.ts';

const queue = { name: 'mails', paused: false, queued: 3, oldestReadySeconds: 400, workers: 2 };
const find = (changes: Partial<typeof queue>, condition = {}) =>
  findStuckQueues([{ ...queue, ...changes }], condition, 1_000_000_000).map(({ detail }) => detail);

test('a queue is stuck when its oldest ready run is too old, or when nobody serves it for a minute', () => {
  expect(find({})).toEqual(['ready runs: 3, the oldest for 7m']);
  expect(find({ oldestReadySeconds: 200 })).toEqual([]);
  expect(find({ oldestReadySeconds: 90, workers: 0, queued: 1 })).toEqual([
    'no worker serves it; ready runs: 1, the oldest for 90s',
  ]);
});

test('a paused, empty or unnamed queue is not', () => {
  expect(find({ paused: true })).toEqual([]);
  expect(find({ queued: 0, oldestReadySeconds: 0 })).toEqual([]);
  expect(find({}, { queue: 'reports.*' })).toEqual([]);
  expect(find({}, { queue: 'm*s' })).toHaveLength(1);
});
