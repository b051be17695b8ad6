import { prctl } from './prctl.ts';

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * Asks the Linux kernel to kill this process when its parent dies, so that task code which blocks the event loop, and
 * would never see the IPC channel close, cannot outlive a crashed supervisor. Elsewhere the closed channel has to do.
 */
export const dieWithParent = (): void => void prctl(PR_SET_PDEATHSIG, SIGKILL);
