import { readFileSync } from 'node:fs';

/** One execution of task code, from the journal that the tasks write. Instants since the epoch. */
export interface Execution {
  runId: string;
  attempt: number;
  /** The worker's process id, 0 where the task cannot know it. */
  workerPid: number;
  beganMs: number;
  /** Undefined = it was cut off. */
  endedMs?: number;
  hasSucceeded: boolean;
}

/** All executions in the order of their beginnings, by run. */
export function readExecutions(journal: string): Map<string, Execution[]> {
  const byRun = new Map<string, Execution[]>();
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    const [mark, runId = '', attempt, pid, atMs] = line.split(' ');
    const executions = byRun.get(runId) ?? [];
    if (mark === 'b') {
      executions.push({
        runId,
        attempt: Number(attempt),
        workerPid: Number(pid),
        beganMs: Number(atMs),
        hasSucceeded: false,
      });
      byRun.set(runId, executions);
    }
    const open = executions.find((execution) => execution.attempt === Number(attempt) && !execution.endedMs);
    if (mark === 'b' || !open) continue;
    open.endedMs = Number(atMs);
    open.hasSucceeded = mark === 'e';
  }
  return byRun;
}
