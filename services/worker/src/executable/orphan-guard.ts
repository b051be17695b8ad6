/**
 * Reads "add <pid>" and "remove <pid>" until its stdin ends, which it does when this worker is gone, however it went.
 * Then it kills the process groups that are left.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=' '
while read -r what pid; do
  case $what in
    add) groups="$groups$pid " ;;
    remove) groups="\${groups%% $pid *} \${groups#* $pid }" ;;
  esac
done
for pid in $groups; do kill -KILL "-$pid"; done`;

interface OrphanGuard {
  add(pid: number): void;
  remove(pid: number): void;
}

/**
 * Programs live in process groups of their own and would go on, without timeout and without anyone to report to, when
 * the worker is killed. A shell that waits for that costs next to nothing; where there is none, they do go on.
 */
function startOrphanGuard(): OrphanGuard {
  const options = { stdin: 'pipe', stdout: 'ignore', stderr: 'ignore', detached: true, env: {} } as const;
  const shell = Bun.spawn(['/bin/sh', '-c', SCRIPT], { ...options, onExit: forgetGuard });
  shell.unref();
  const tell = async (line: string) => {
    try {
      shell.stdin.write(`${line}\n`);
      await shell.stdin.flush();
    } catch {
      // Somebody killed the shell: the next program gets a new one.
      forgetGuard();
    }
  };
  return { add: (pid) => void tell(`add ${pid}`), remove: (pid) => void tell(`remove ${pid}`) };
}

const NO_GUARD: OrphanGuard = { add: () => {}, remove: () => {} };

let guard: OrphanGuard | undefined;

function forgetGuard(): void {
  guard = undefined;
}

/** The guard of this process, started with its first program. */
export function orphanGuard(): OrphanGuard {
  try {
    guard ??= startOrphanGuard();
  } catch {
    guard = NO_GUARD;
  }
  return guard;
}
