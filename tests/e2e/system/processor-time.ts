import { readdirSync, readFileSync } from 'node:fs';

/** Ticks per second of the times in /proc (proc_pid_stat(5)); 100 on every Linux we run on. */
const TICKS_PER_SECOND = 100;

interface ProcessTime {
  pid: number;
  parent: number;
  seconds: number;
}

/** Processor time, in seconds, that a process and all below it have used so far. */
export function processorSeconds(pid: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const sumOf = (one: ProcessTime): number =>
    all.filter(({ parent }) => parent === one.pid).reduce((sum, child) => sum + sumOf(child), one.seconds);
  return all.filter((one) => one.pid === pid).reduce((sum, one) => sum + sumOf(one), 0);
}

function readProcess(pid: string): ProcessTime[] {
  try {
    // The name in parentheses may hold anything; from behind it the fields are: state, parent, … utime, stime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    return [{ pid: Number(pid), parent: Number(fields[1]), seconds }];
  } catch {
    // It has just ended.
    return [];
  }
}
