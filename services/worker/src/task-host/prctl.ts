import { dlopen } from 'bun:ffi';

const LIBRARIES = ['libc.so.6', `libc.musl-${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}.so.1`];

/** Asks the Linux kernel something about this process. False = not on this system, or it refused. */
export function prctl(option: number, value: number): boolean {
  if (process.platform !== 'linux') return false;
  for (const library of LIBRARIES) {
    try {
      const libc = dlopen(library, { prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' } });
      return libc.symbols.prctl(option, value, 0, 0, 0) === 0;
    } catch {
      // The other C library, or none that can be loaded.
    }
  }
  return false;
}
