import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { CONFIGURATION_PRINCIPAL, type Principal } from '@fbrain/core/access/principal';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunState } from '@fbrain/core/run/run-state';
import { createRunWaiter } from '../runs/wait-for-run.ts';
import { createRunWatcher, type RunChange } from './run-watcher.ts';

const NEVER = new AbortController().signal;

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
  const waiter = createRunWaiter(watcher);
  const wait = (
    runId: string,
    { timeoutMs = 60_000, signal = NEVER, who = CONFIGURATION_PRINCIPAL as Principal } = {},
  ) => waiter.wait(runId, { who, timeoutMs, signal });
  return { watcher, states, reads, tell, publish, gap, waiter, wait };
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
  const { watcher, states, reads, wait } = setup();
  states.set('a', 'succeeded').set('b', 'running');
  const ended = wait('a');
  watcher.watch('b', () => {});
  await watcher.runOnce();
  await ended;
  expect(reads).toEqual([['a', 'b']]);
});

test('after a gap in the events who waits for an end is told of it at once, with one read for many gaps', async () => {
  const { watcher, states, reads, gap, wait } = setup();
  states.set('a', 'succeeded').set('b', 'running');
  const heard: RunChange[] = [];
  watcher.watch('b', (change) => heard.push(change));
  const ended = wait('a');
  gap();
  gap();
  await ended;
  expect(reads).toEqual([['b', 'a']]);
  expect(heard).toEqual([]);
  watcher.stop();
});

test('a gap that names the ends needs no read', async () => {
  const { watcher, reads, tell, wait } = setup();
  const ended = wait('a');
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
  const { watcher, waiter, wait, publish, reads } = setup();
  const leaving = new AbortController();
  const all = [wait('a'), wait('b', { timeoutMs: 1 }), wait('c', { signal: leaving.signal }), wait('d')];
  publish('cancelled');
  leaving.abort();
  await Promise.all(all.slice(0, 3));
  waiter.stop();
  await all[3];
  await watcher.runOnce();
  expect(reads).toEqual([]);
});

test('nobody can take the places of all who wait', async () => {
  const { waiter, wait } = setup();
  const as = (id: string): Principal => ({ ...CONFIGURATION_PRINCIPAL, kind: 'token', id });
  const held = Array.from({ length: 1_000 }, () => wait('a', { who: as('greedy') }));
  expect(() => waiter.requireRoom(as('greedy'))).toThrow('1000 of your requests wait for runs already');
  waiter.requireRoom(as('other'));
  waiter.requireRoom(CONFIGURATION_PRINCIPAL);
  waiter.stop();
  await Promise.all(held);
  waiter.requireRoom(as('greedy'));
});
