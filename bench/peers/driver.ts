import { readFileSync } from 'node:fs';
import { endsWithParent, type GuardedProcess, startGuarded } from '@fbrain/local-stack/guarded-process';
import type { Latency } from '../figures.ts';

/** The program that uses a peer as an application would, in the peer's own language. */
export interface Driver {
  command: readonly string[];
  env: Record<string, string>;
}

const POLL_MS = 20;
/** Many times what the slowest peer needs for its share. */
const DRAIN_TIMEOUT_MS = 120_000;

/** Runs one command of the driver to its end and answers what it measured. */
async function runDriver({ command, env }: Driver, ...args: string[]): Promise<Record<string, unknown>> {
  const child = Bun.spawn(endsWithParent([...command, ...args], 'SIGKILL'), { env, stdin: 'ignore', stderr: 'pipe' });
  const [output, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0)
    throw new Error(`"${args.join(' ')}" of its driver failed: ${complaint.trim().split('\n').at(-1)}`);
  const line = output.trim().split('\n').at(-1);
  return line?.startsWith('{') ? JSON.parse(line) : {};
}

/** Makes the peer's tables. */
export async function migrate(driver: Driver): Promise<void> {
  await runDriver(driver, 'migrate');
}

/** Jobs per second, by the clock of the driver: its own start does not count. */
export async function measureEnqueue(driver: Driver, jobs: number): Promise<number> {
  const { seconds } = await runDriver(driver, 'enqueue', String(jobs));
  return jobs / Number(seconds);
}

export async function measureDriverLatency(driver: Driver, samples: number): Promise<Latency> {
  const { p50, p99 } = await runDriver(driver, 'latency', String(samples));
  return { p50: Number(p50), p99: Number(p99) };
}

/** Calls `use` while a worker of the peer runs. */
export async function withWorker<T>(
  { command, env }: Driver,
  logFile: string,
  use: (worker: GuardedProcess) => Promise<T>,
): Promise<T> {
  // Anything gentler makes Celery wait for a RabbitMQ that has ended too. Its children end with it.
  const worker = startGuarded({ command, env, logFile, stopSignal: 'SIGTERM', deathSignal: 'SIGKILL' });
  try {
    return await use(worker);
  } finally {
    await worker.stop();
  }
}

/** Resolves when `isDone`; throws when the worker ended before, or nothing comes of it. */
export async function untilDrained(
  worker: GuardedProcess,
  logFile: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const startedAt = performance.now();
  while (!(await isDone())) {
    if (worker.hasExited()) throw new Error(`Its worker ended: ${readFileSync(logFile, 'utf8').trim().slice(-500)}`);
    if (performance.now() - startedAt > DRAIN_TIMEOUT_MS)
      throw new Error(`It did not finish its jobs within ${DRAIN_TIMEOUT_MS / 1_000} s: give it fewer with --jobs.`);
    await Bun.sleep(POLL_MS);
  }
}
