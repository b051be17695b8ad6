import { endsWithParent } from './guarded-process.ts';
import { readLines } from './read-lines.ts';

export interface ServiceCommand {
  command: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** Called with each line the service prints, and with what the supervision has to say. */
  onLine(line: string): void;
}

export interface SupervisedService {
  /** Ends the service cleanly and starts it again, with new code. */
  restart(): void;
  /** Ends the service and does not start it again. Safe to call twice. */
  stop(): Promise<void>;
}

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 10_000;
/** A service that lived this long starts again at once when it dies. */
const HEALTHY_AFTER_MS = 10_000;
/** Above the grace that the services get from `bun run dev` for ending their work. */
const STOP_GRACE_MS = 8_000;

/**
 * Runs a service until `stop`: starts it again when it dies, with growing pauses. It has a process group of its own, so
 * that Ctrl-C in the terminal reaches it through us only.
 */
export function superviseService({ command, cwd, env, onLine }: ServiceCommand): SupervisedService {
  let isStopped = false;
  let backoffMs = FIRST_BACKOFF_MS;
  let child = spawn();
  // Resolved to start the service again before the pause is over.
  let hurry = Promise.withResolvers<void>();
  const finished = keepRunning();

  function spawn() {
    const running = Bun.spawn(endsWithParent(command, 'SIGTERM'), {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    void readLines(running.stdout, onLine);
    void readLines(running.stderr, onLine);
    return running;
  }

  async function keepRunning(): Promise<void> {
    while (true) {
      const startedAt = performance.now();
      hurry = Promise.withResolvers();
      const code = await child.exited;
      if (isStopped) return;
      if (performance.now() - startedAt > HEALTHY_AFTER_MS) backoffMs = FIRST_BACKOFF_MS;
      const isRestart = await Promise.race([hurry.promise.then(() => true), Bun.sleep(0)]);
      if (!isRestart) {
        onLine(
          `ended (${child.signalCode ?? `exit code ${code}`}): starts again in ${backoffMs / 1_000} s, or when code changes`,
        );
        await Promise.race([hurry.promise, Bun.sleep(backoffMs)]);
        backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
      }
      if (isStopped) return;
      child = spawn();
    }
  }

  async function end(): Promise<void> {
    child.kill('SIGTERM');
    const dying = child;
    const killer = setTimeout(() => dying.kill('SIGKILL'), STOP_GRACE_MS);
    hurry.resolve();
    await dying.exited;
    clearTimeout(killer);
  }

  return {
    restart: () => void end(),
    stop: async () => {
      isStopped = true;
      await end();
      await finished;
    },
  };
}
