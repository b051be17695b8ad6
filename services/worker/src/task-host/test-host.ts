import { join } from 'node:path';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { HOST_BUN_FLAGS, HOST_SETTINGS_VARIABLE, type HostSettings } from './host-settings.ts';
import type { FromHost, HostLogLine, HostProgress, HostRun, ToHost } from './protocol.ts';

type Ready = Extract<FromHost, { type: 'ready' }>;
type Request = Extract<FromHost, { type: 'request' }>;

export const hostRun = (task: string, input: unknown = null, changes: Partial<HostRun> = {}): HostRun => ({
  runId: crypto.randomUUID(),
  attempt: 1,
  task,
  source: `${task}.ts`,
  inputJson: JSON.stringify(input),
  maxAttempts: 3,
  createdAtMs: Date.parse('2026-11-22T10:00:00Z'),
  tags: ['a'],
  metadataJson: '{"customer":7}',
  queue: 'default',
  ...changes,
});

/** A real task host process, driven over IPC the way a supervisor does. */
export async function startTestHost(tasksDir: string, settings: Partial<HostSettings> = {}) {
  const logs: HostLogLine[] = [];
  const progress: HostProgress[] = [];
  const requests: Request[] = [];
  const results = new Map<string, AttemptResult[]>();
  const ready = Promise.withResolvers<Ready>();
  let changed = Promise.withResolvers<void>();

  const receive = (message: FromHost) => {
    if (message.type === 'ready') ready.resolve(message);
    else if (message.type === 'request') requests.push(message);
    else if (message.type === 'report') {
      logs.push(...message.logs);
      progress.push(...message.progress);
      for (const { runId, result } of message.results) results.set(runId, [...(results.get(runId) ?? []), result]);
    }
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const all: HostSettings = { tasksDir, outputLimitBytes: 100_000, logLimitBytes: 100_000, ...settings };
  const process_ = Bun.spawn([process.execPath, ...HOST_BUN_FLAGS, join(import.meta.dir, 'main.ts')], {
    cwd: tasksDir,
    env: { PATH: Bun.env.PATH, [HOST_SETTINGS_VARIABLE]: JSON.stringify(all) },
    stdio: ['ignore', 'inherit', 'pipe'],
    serialization: 'json',
    ipc: receive,
  });

  /** Resolves with what `look` returns as soon as that is something. */
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await changed.promise;
    }
  };
  const send = (message: ToHost) => process_.send(message);
  const { tasks, problems } = await ready.promise;
  return {
    tasks,
    problems,
    logs,
    progress,
    requests,
    results,
    process: process_,
    send,
    until,
    /** Starts one run and resolves with its result. */
    do: async (run: HostRun): Promise<AttemptResult> => {
      send({ type: 'start', runs: [run] });
      return until(() => results.get(run.runId)?.[0]);
    },
    [Symbol.dispose]: () => process_.kill('SIGKILL'),
  };
}
