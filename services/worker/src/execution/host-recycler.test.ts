import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { createHostRecycler } from './host-recycler.ts';
import type { TaskHost } from './task-host.ts';

const MB = 1_048_576;

/** One shared host whose size the test decides; limits of 100 runs and 10 MB. */
function setup() {
  const host = { pid: 1, isReady: true, started: 0, condemned: null, inFlight: new Map() } as unknown as TaskHost;
  const state = { bytes: 5 * MB, nowMs: 0, asked: 0 };
  const events: string[] = [];
  host.ask = () => state.asked++;
  const recycler = createHostRecycler({
    pool: {
      hosts: () => [host],
      replace: () => events.push('replaced') > 0,
      condemn: (_host, reason) => void events.push(reason),
    },
    maxRuns: 100,
    maxBytes: 10 * MB,
    residentBytes: () => state.bytes,
    now: () => state.nowMs,
    onRecycled: (reason) => events.push(reason),
    logger: silentLogger,
  });
  const look = (change: Partial<typeof state> = {}) => {
    Object.assign(state, change);
    recycler.runOnce();
    return events.splice(0);
  };
  return { host, state, look };
}

test('a host that has done its share of runs is replaced', () => {
  const { host, look } = setup();
  host.started = 99;
  expect(look()).toEqual([]);
  host.started = 100;
  expect(look()).toEqual(['replaced', 'runs']);
});

test('a host that grows is replaced, and ended when it is twice too large', () => {
  const { look } = setup();
  expect(look({ bytes: 11 * MB })).toEqual(['replaced', 'memory']);
  expect(look({ bytes: 21 * MB })).toEqual([
    'The task host grew to 21 MB, its limit is 10 MB (WORKER_HOST_MEMORY), so it was ended while the attempt ran.',
  ]);
});

test('a host that stays too large and does not finish is ended after ten minutes', () => {
  const { look } = setup();
  look({ bytes: 11 * MB });
  expect(look({ nowMs: 600_000 })).toEqual(['replaced', 'memory']);
  expect(look({ nowMs: 1_300_000 })[0]).toContain('did not end within 10 minutes');
});

test('only a host that works is asked for a sign of life', () => {
  const { host, state, look } = setup();
  look();
  expect(state.asked).toBe(0);
  host.inFlight.set('run', 1);
  look();
  expect(state.asked).toBe(1);
});
