import { expect, jest, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { FromHost, HostRun } from '../task-host/protocol.ts';
import { HostPool, type HostPoolEvents } from './host-pool.ts';
import type { HostExit, TaskHost, TaskHostEvents } from './task-host.ts';

const KILLED: HostExit = { exitCode: null, signal: 'SIGKILL' };
const LOADED: FromHost = { type: 'ready', tasks: [], problems: [] };

const run = (runId: string): HostRun => ({
  runId,
  attempt: 1,
  task: 'noop',
  source: 'noop.ts',
  inputJson: '{}',
  maxAttempts: 1,
  createdAtMs: 0,
  tags: [],
  metadataJson: '{}',
  queue: 'default',
});

/** A host that is driven by the test instead of a process. */
function hostAt(pid: number, events: TaskHostEvents) {
  const started: string[] = [];
  const host: TaskHost = {
    pid,
    inFlight: new Map(),
    guilty: new Set(),
    isReady: false,
    isDraining: false,
    started: 0,
    askedAtMs: null,
    condemned: null,
    start(runs) {
      host.started += runs.length;
      for (const { runId, attempt } of runs) {
        host.inFlight.set(runId, attempt);
        started.push(runId);
      }
    },
    abort: () => {},
    reply: () => {},
    ask() {
      host.askedAtMs ??= performance.now();
    },
    drain() {
      host.isDraining = true;
    },
    kill: () => events.onExit(host, KILLED),
  };
  const becomeReady = () => {
    host.isReady = true;
    events.onMessage(host, LOADED);
  };
  return { host, started, becomeReady, exit: (how: HostExit) => events.onExit(host, how) };
}

function setup(size: number) {
  const hosts: ReturnType<typeof hostAt>[] = [];
  const losses: { runId: string; kind: string | undefined }[] = [];
  let announced = 0;
  const events: HostPoolEvents = {
    onReady: () => announced++,
    onReport: () => {},
    onRequest: () => {},
    onLost: (lost) => losses.push(...lost.map(({ ref, error }) => ({ runId: ref.runId, kind: error?.kind }))),
  };
  const pool = new HostPool({
    size,
    events,
    logger: silentLogger,
    spawn(hostEvents) {
      const driven = hostAt(hosts.length, hostEvents);
      hosts.push(driven);
      return driven.host;
    },
  });
  pool.start();
  const hostNo = (index: number) => {
    const host = hosts[index];
    if (!host) throw new Error(`host ${index} was not started`);
    return host;
  };
  return { pool, hostNo, losses, announced: () => announced };
}

test('runs that come before any host is ready start as soon as one is', () => {
  const { pool, hostNo } = setup(2);
  pool.run([run('a'), run('b')]);
  expect(hostNo(0).started).toEqual([]);
  hostNo(1).becomeReady();
  expect(hostNo(1).started).toEqual(['a', 'b']);
});

test('runs are spread over the ready hosts', () => {
  const { pool, hostNo } = setup(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  pool.run([run('a'), run('b'), run('c'), run('d')]);
  expect([hostNo(0).started.length, hostNo(1).started.length]).toEqual([2, 2]);
});

test('what was loaded is told once per generation', () => {
  const { pool, hostNo, announced } = setup(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  expect(announced()).toBe(1);
  pool.reload();
  hostNo(2).becomeReady();
  hostNo(3).becomeReady();
  expect(announced()).toBe(2);
});

test('after a reload the old hosts end what they run and get nothing new', () => {
  const { pool, hostNo } = setup(1);
  hostNo(0).becomeReady();
  pool.reload();
  expect(hostNo(0).host.isDraining).toBe(true);
  hostNo(1).becomeReady();
  pool.run([run('a')]);
  expect([hostNo(0).started, hostNo(1).started]).toEqual([[], ['a']]);
});

test('a host that dies by itself takes all its attempts along as crashed', () => {
  const { pool, hostNo, losses } = setup(1);
  hostNo(0).becomeReady();
  pool.run([run('a'), run('b')]);
  hostNo(0).exit({ exitCode: 3, signal: null });
  expect(losses).toEqual([
    { runId: 'a', kind: 'crash' },
    { runId: 'b', kind: 'crash' },
  ]);
});

test('when a host is killed because of one attempt, its neighbours are handed back without fault', () => {
  const { pool, hostNo, losses } = setup(1);
  hostNo(0).becomeReady();
  pool.run([run('guilty'), run('neighbour')]);
  pool.handleOf({ runId: 'guilty', attempt: 1 }).kill();
  expect(losses).toEqual([
    { runId: 'guilty', kind: 'crash' },
    { runId: 'neighbour', kind: undefined },
  ]);
});

test('a run that waits for a host can be aborted', () => {
  const { pool, hostNo, losses } = setup(1);
  pool.run([run('a'), run('b')]);
  pool.handleOf({ runId: 'a', attempt: 1 }).abort('cancelled');
  expect(losses).toEqual([{ runId: 'a', kind: undefined }]);
  hostNo(0).becomeReady();
  expect(hostNo(0).started).toEqual(['b']);
});

test('a host that does not answer gets nothing new while another one does', () => {
  const { pool, hostNo } = setup(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  hostNo(0).host.askedAtMs = performance.now() - 2_100;
  pool.run([run('a'), run('b')]);
  expect([hostNo(0).started, hostNo(1).started]).toEqual([[], ['a', 'b']]);
  hostNo(1).host.askedAtMs = performance.now() - 2_100;
  pool.run([run('c'), run('d')]);
  expect([hostNo(0).started.length, hostNo(1).started.length]).toEqual([1, 3]);
});

test('a host is replaced once its successor is ready, and only one at a time', () => {
  const { pool, hostNo, announced } = setup(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  expect([pool.replace(hostNo(0).host), pool.replace(hostNo(1).host)]).toEqual([true, false]);
  pool.run([run('a'), run('b')]);
  expect(hostNo(0).started).toHaveLength(1);
  hostNo(2).becomeReady();
  expect(hostNo(0).host.isDraining).toBe(true);
  pool.run([run('c'), run('d'), run('e'), run('f')]);
  expect([hostNo(0).started.length, hostNo(1).started.length, hostNo(2).started.length]).toEqual([1, 3, 2]);
  expect(announced()).toBe(1);
  expect(pool.replace(hostNo(1).host)).toBe(true);
});

test('a successor or a host that dies meanwhile leaves the number of hosts as it was', () => {
  jest.useFakeTimers();
  const { pool, hostNo } = setup(1);
  hostNo(0).becomeReady();
  pool.replace(hostNo(0).host);
  hostNo(1).exit(KILLED);
  expect(pool.replace(hostNo(0).host)).toBe(true);
  hostNo(0).exit(KILLED);
  hostNo(2).becomeReady();
  expect(pool.pids()).toEqual([2]);
  jest.advanceTimersByTime(10_000);
  jest.useRealTimers();
  expect(pool.pids()).toEqual([2]);
});

test('a host that is condemned takes all its attempts along, for the reason given', () => {
  const { pool, hostNo, losses } = setup(1);
  hostNo(0).becomeReady();
  pool.run([run('a'), run('b')]);
  pool.condemn(hostNo(0).host, 'too large');
  expect(losses).toEqual([
    { runId: 'a', kind: 'crash' },
    { runId: 'b', kind: 'crash' },
  ]);
});
