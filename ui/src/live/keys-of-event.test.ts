import { expect, test } from 'bun:test';
import { keysOfEvent } from './keys-of-event.ts';

test('a changed run makes its page, the lists and the queue numbers stale', () => {
  const keys = keysOfEvent({ kind: 'run', runId: 'r1', task: 't', queue: 'q', state: 'running', attempt: 1 });
  expect(keys).toEqual([['runs', 'one', 'r1'], ['runs', 'list'], ['queues']]);
});

test('a gap in the events makes everything stale', () => {
  expect(keysOfEvent({ kind: 'gap' })).toEqual([[]]);
});

test('log lines make no query stale', () => {
  expect(keysOfEvent({ kind: 'run-log', runId: 'r1', lines: 3 })).toEqual([]);
});
