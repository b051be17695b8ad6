import { readFileSync } from 'node:fs';

/** Size of a memory page on every Linux we run on. */
const PAGE_BYTES = 4_096;

/** Resident memory of processes in bytes; one that has just ended counts as 0. Linux only, 0 elsewhere. */
export function residentBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + residentPages(pid) * PAGE_BYTES, 0);
}

function residentPages(pid: number): number {
  try {
    // Second field of statm: resident pages (proc_pid_statm(5)).
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1] ?? 0);
  } catch {
    return 0;
  }
}
