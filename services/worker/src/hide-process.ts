import { prctl } from './task-host/prctl.ts';

const PR_SET_DUMPABLE = 4;

/**
 * Keeps the environment and the memory of this process, and so the secrets in them, from other processes of the same
 * user: task code cannot read /proc/<pid>/environ or attach a debugger, and a crash writes no core file. Only Linux, and
 * not against root. False = it had no effect.
 */
export const hideProcess = (): boolean => prctl(PR_SET_DUMPABLE, 0);
