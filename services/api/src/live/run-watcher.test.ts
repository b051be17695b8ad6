import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunState } from '@fbrain/core/run/run-state';
import { createRunWaiter } from '../runs/wait-for-run.ts';
import { createRunWatcher, type RunChange } from './run-watcher.ts';

function setup() {
  const states = new Map<string, RunState>();
  const reads: string[][] = [];
  let listener: (events: readonly LiveEvent[]) => void = () => {};
  const watcher = createRunWatcher({
    events: {
      publish: (events) => listener(events),
      subscribe: (callback) => {
        listener = callback;
        return () => {};
      },
    },
    readStates: async (ids) => {
      reads.push([...ids]);
      return states;
    },
    logger: silentLogger,
  });
  const tell = (event: LiveEvent) => listener([event]);
  const publish = (state: RunState, runId = 'a') =>
    tell({ kind: 'run', runId, task: 't', queue: 'q', state, attempt: 1 });
  const gap = () => tell({ kind: 'gap' });
  return { watcher, states, reads, tell, publish, gap, waiter: createRunWaiter(watcher) };
}

test('who watches a run hears of its changes and its end, and of no other run', () => {
  const { watcher, publish } = setup();
  const heard: RunChange[] = [];
  const unwatch = watcher.watch('a', (change) => heard.push(change));
  publish('running');
  publish('failed', 'b');
  publish('failed');
  unwatch();
  publish('failed');
  expect(heard).toEqual(['changed', 'ended']);
});

test('a run whose events were lost is still noticed, with one read for all watched runs', async () => {
  const { watcher, states, reads, waiter } = setup();
  states.set('a', 'succeeded').set('b', 'running');
  const ended = waiter.wait('a', 60_000, new AbortController().signal);
  watcher.watch('b', () => {});
  await watcher.runOnce();
  await ended;
  expect(reads).toEqual([['a', 'b']]);
});

test('after a gap in the events who waits for an end is told of it at once, with one read for many gaps', async () => {
  const { watcher, states, reads, gap, waiter } = setup();
  states.set('a', 'succeeded').set('b', 'running');
  const heard: RunChange[] = [];
  watcher.watch('b', (change) => heard.push(change));
  const ended = waiter.wait('a', 60_000, new AbortController().signal);
  gap();
  gap();
  await ended;
  expect(reads).toEqual([['b', 'a']]);
  expect(heard).toEqual([]);
  watcher.stop();
});

test('a gap that names the ends needs no read', async () => {
  const { watcher, reads, tell, waiter } = setup();
  const ended = waiter.wait('a', 60_000, new AbortController().signal);
  tell({ kind: 'gap', ended: ['x', 'a'] });
  await ended;
  expect(reads).toEqual([]);
  watcher.stop();
});

test('nobody waits, nothing is read', async () => {
  const { watcher, reads } = setup();
  watcher.watch('a', () => {})();
  await watcher.runOnce();
  expect(reads).toEqual([]);
});

test('waiting ends with the run, the time, the caller or the server', async () => {
  const { watcher, waiter, publish, reads } = setup();
  const leaving = new AbortController();
  const never = new AbortController().signal;
  const all = [
    waiter.wait('a', 60_000, never),
    waiter.wait('b', 1, never),
    waiter.wait('c', 60_000, leaving.signal),
    waiter.wait('d', 60_000, never),
  ];
  publish('cancelled');
  leaving.abort();
  await Promise.all(all.slice(0, 3));
  waiter.stop();
  await all[3];
  await watcher.runOnce();
  expect(reads).toEqual([]);
});
