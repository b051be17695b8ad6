import { readFileSync } from 'node:fs';
import type { TaskHostInfo } from '@fbrain/core/worker/worker';
import type { TaskHost } from './task-host.ts';

/** Size of a memory page on every Linux we run on. */
const PAGE_BYTES = 4_096;

/** Resident memory of processes in bytes; one that has just ended counts as 0. Linux only, 0 elsewhere. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentPages(pid) * PAGE_BYTES, 0);
}

/** More than a person looks at: what is told once a second stays small. */
const MAX_TOLD = 100;

/** What people are told about task hosts. */
export const describeHosts = (hosts: Iterable<Pick<TaskHost, 'pid' | 'inFlight'>>): TaskHostInfo[] =>
  [...hosts]
    .slice(0, MAX_TOLD)
    .map(({ pid, inFlight }) => ({ pid, rssBytes: residentBytes([pid]), attempts: inFlight.size }));

function residentPages(pid: number): number {
  try {
    // Second field of statm: resident pages (proc_pid_statm(5)).
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1] ?? 0);
  } catch {
    return 0;
  }
}
