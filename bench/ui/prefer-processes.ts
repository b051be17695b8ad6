import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const INTERVAL_MS = 500;
const FIRST = '-20';

/**
 * Lets this process and all that descend from it go first on a machine that others use too. A nice value would not do: it
 * counts within a session only, and each server has one (sched(7), autogroups). Needs root on Linux; else it does nothing.
 * Returns the way to end it.
 */
export function preferDescendants(): () => void {
  if (process.getuid?.() !== 0) return () => {};
  const prefer = () => {
    for (const pid of descendantsOf(process.pid)) {
      try {
        const file = `/proc/${pid}/autogroup`;
        if (!readFileSync(file, 'utf8').includes(`nice ${FIRST}`)) writeFileSync(file, FIRST);
      } catch {
        // It has ended, or this kernel knows no groups.
      }
    }
  };
  prefer();
  const timer = setInterval(prefer, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    // The session is not only ours: whoever started this from a shell goes on in it.
    writeFileSync('/proc/self/autogroup', '0');
  };
}

function descendantsOf(root: number): Set<number> {
  const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
  const found = new Set([root]);
  // Children often come after their parents, not always.
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return found;
}

const pids = (): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1);

/** The name of a program may hold anything: what follows its last bracket is state and parent. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
