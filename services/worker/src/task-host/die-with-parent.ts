import { dlopen } from 'bun:ffi';

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * Asks the Linux kernel to kill this process when its parent dies, so that task code which blocks the event loop, and
 * would never see the IPC channel close, cannot outlive a crashed supervisor. Elsewhere the closed channel has to do.
 */
export function dieWithParent(): void {
  if (process.platform !== 'linux') return;
  for (const library of ['libc.so.6', `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`]) {
    try {
      const libc = dlopen(library, { prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' } });
      libc.symbols.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
      return;
    } catch {
      // The other C library, or none that can be loaded: then the closed channel has to do here as well.
    }
  }
}
