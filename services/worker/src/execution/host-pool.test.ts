import { expect, jest, test } from 'bun:test';
import { KILLED, run, setupHostPool } from './test-host-pool.ts';

test('runs that come before any host is ready start as soon as one is', () => {
  const { pool, hostNo } = setupHostPool(2);
  pool.run([run('a'), run('b')]);
  expect(hostNo(0).started).toEqual([]);
  hostNo(0).becomeReady();
  expect(hostNo(0).started).toEqual(['a', 'b']);
});

test('the first host loads alone, the others after it', () => {
  const { pool, hostNo } = setupHostPool(3);
  expect(pool.pids()).toEqual([0]);
  hostNo(0).becomeReady();
  expect(pool.pids()).toEqual([0, 1, 2]);
});

test('runs are spread over the ready hosts', () => {
  const { pool, hostNo } = setupHostPool(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  pool.run([run('a'), run('b'), run('c'), run('d')]);
  expect([hostNo(0).started.length, hostNo(1).started.length]).toEqual([2, 2]);
});

test('what was loaded is told once per generation', () => {
  const { pool, hostNo, announced } = setupHostPool(2);
  hostNo(0).becomeReady();
  hostNo(1).becomeReady();
  expect(announced()).toBe(1);
  pool.reload();
  hostNo(2).becomeReady();
  hostNo(3).becomeReady();
  expect(announced()).toBe(2);
});

test('after a reload the old hosts end what they run and get nothing new', () => {
  const { pool, hostNo } = setupHostPool(1);
  hostNo(0).becomeReady();
  pool.reload();
  expect(hostNo(0).host.isDraining).toBe(true);
  hostNo(1).becomeReady();
  pool.run([run('a')]);
  expect([hostNo(0).started, hostNo(1).started]).toEqual([[], ['a']]);
});

test('a host that dies by itself takes all its attempts along as crashed', () => {
  const { pool, hostNo, losses } = setupHostPool(1);
  hostNo(0).becomeReady();
  pool.run([run('a'), run('b')]);
  hostNo(0).exit({ exitCode: 3, signal: null });
  expect(losses).toEqual([
    { runId: 'a', kind: 'crash' },
    { runId: 'b', kind: 'crash' },
  ]);
});

test('when a host is killed because of one attempt, its neighbours are handed back without fault', () => {
  const { pool, hostNo, losses } = setupHostPool(1);
  hostNo(0).becomeReady();
  pool.run([run('guilty'), run('neighbour')]);
  pool.handleOf({ runId: 'guilty', attempt: 1 }).kill();
  expect(losses).toEqual([
    { runId: 'guilty', kind: 'crash' },
    { runId: 'neighbour', kind: undefined },
  ]);
});

test('a run that waits for a host can be aborted', () => {
  const { pool, hostNo, losses } = setupHostPool(1);
  pool.run([run('a'), run('b')]);
  pool.handleOf({ runId: 'a', attempt: 1 }).abort('cancelled');
  expect(losses).toEqual([{ runId: 'a', kind: undefined }]);
  hostNo(0).becomeReady();
  expect(hostNo(0).started).toEqual(['b']);
});

test('a host that does not answer gets nothing new while another one does', () => {
  const { pool, hostNo } = setupHostPool(2);
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
  const { pool, hostNo, announced } = setupHostPool(2);
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
  const { pool, hostNo } = setupHostPool(1);
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
  const { pool, hostNo, losses } = setupHostPool(1);
  hostNo(0).becomeReady();
  pool.run([run('a'), run('b')]);
  pool.condemn(hostNo(0).host, 'too large');
  expect(losses).toEqual([
    { runId: 'a', kind: 'crash' },
    { runId: 'b', kind: 'crash' },
  ]);
});

test('an attempt that is cancelled while its own host loads never starts, and its host ends', () => {
  const { pool, hostNo, losses } = setupHostPool(1);
  pool.runAlone(run('alone'));
  pool.handleOf({ runId: 'alone', attempt: 1 }).abort('cancelled');
  hostNo(1).becomeReady();
  expect(losses).toEqual([{ runId: 'alone', kind: undefined }]);
  expect(hostNo(1).started).toEqual([]);
  expect(pool.pids()).toEqual([0]);
});

test('a run alone starts when its host has loaded, and from then on is asked to end', () => {
  const { pool, hostNo, losses } = setupHostPool(1);
  const asked: string[] = [];
  pool.runAlone(run('alone'));
  hostNo(1).host.abort = (_ref, reason) => asked.push(reason);
  hostNo(1).becomeReady();
  pool.handleOf({ runId: 'alone', attempt: 1 }).abort('cancelled');
  expect([hostNo(1).started, asked, losses]).toEqual([['alone'], ['cancelled'], []]);
});

test("a task file that blocks while it loads for one run is that attempt's crash after 30 s", () => {
  jest.useFakeTimers();
  const { pool, hostNo, losses } = setupHostPool(1);
  hostNo(0).becomeReady();
  pool.runAlone(run('alone'));
  jest.advanceTimersByTime(30_000);
  jest.useRealTimers();
  expect(losses).toEqual([{ runId: 'alone', kind: 'crash' }]);
  expect(hostNo(1).host.condemned).toContain('blocks while it loads');
  expect(pool.pids()).toEqual([0]);
});

test('a host that cannot be started again is tried again until it can', () => {
  jest.useFakeTimers();
  const { pool, hostNo, system } = setupHostPool(1);
  hostNo(0).becomeReady();
  system.isFull = true;
  hostNo(0).exit(KILLED);
  jest.advanceTimersByTime(1_000);
  expect(pool.pids()).toEqual([]);
  system.isFull = false;
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  expect(pool.pids()).toEqual([1]);
});

test('a reload while no host can be started ends with as many hosts as there should be', () => {
  jest.useFakeTimers();
  const { pool, hostNo, system } = setupHostPool(2);
  system.isFull = true;
  pool.reload();
  pool.reload();
  expect(hostNo(0).host.isDraining).toBe(true);
  system.isFull = false;
  jest.advanceTimersByTime(20_000);
  jest.useRealTimers();
  expect(pool.pids()).toEqual([0, 1, 2]);
});

test('a host whose successor cannot be started stays', () => {
  const { pool, hostNo, system } = setupHostPool(1);
  hostNo(0).becomeReady();
  system.isFull = true;
  expect(pool.replace(hostNo(0).host)).toBe(false);
  pool.run([run('a')]);
  expect(hostNo(0).started).toEqual(['a']);
  system.isFull = false;
  expect(pool.replace(hostNo(0).host)).toBe(true);
});
