import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { FromHost, HostRun } from '../task-host/protocol.ts';
import { HostPool, type HostPoolEvents } from './host-pool.ts';
import type { HostExit, TaskHost, TaskHostEvents } from './task-host.ts';

export const KILLED: HostExit = { exitCode: null, signal: 'SIGKILL' };
const LOADED: FromHost = { type: 'ready', tasks: [], problems: [] };

export const run = (runId: string): HostRun => ({
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

/** A pool of hosts that the test drives, and what it tells. */
export function setupHostPool(size: number) {
  const hosts: ReturnType<typeof hostAt>[] = [];
  const losses: { runId: string; kind: string | undefined }[] = [];
  /** While set, the system has no process to spare. */
  const system = { isFull: false };
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
      if (system.isFull) throw new Error('EAGAIN: resource temporarily unavailable');
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
  return { pool, hostNo, losses, system, announced: () => announced };
}
