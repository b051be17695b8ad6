import { expect, test } from 'bun:test';
import { NO_SPAN } from '@fbrain/adapters/tracing/tracer';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { eventually } from '@fbrain/testing/eventually';
import { createLauncher } from './launcher.ts';
import { createPunctualLauncher } from './punctual-launcher.ts';
import type { RunningAttempt } from './running-attempt.ts';

type Target = Pick<TaskDefinition, 'kind' | 'isolation'>;

const SHARED: Target = { kind: 'module', isolation: 'shared' };
const ALONE: Target = { kind: 'module', isolation: 'process' };
const PROGRAM: Target = { kind: 'executable', isolation: 'shared' };
const HTTP: Target = { kind: 'http', isolation: 'shared' };

/** The parts of an attempt that matter here. */
const attempt = (id: string, task: Target, startInMs = 0) =>
  ({
    run: { id, attempt: 1, crashes: 0, metadata: {}, startInMs },
    task,
    handle: null,
    span: NO_SPAN,
  }) as unknown as RunningAttempt;

/** On a machine without a process to spare, after a reload that took all programs and http tasks away. */
function setup() {
  const started: string[] = [];
  const failed = new Map<string, AttemptResult>();
  const settle = (ref: { runId: string }, result: AttemptResult) => void failed.set(ref.runId, result);
  const launcher = createLauncher({
    pool: {
      run: (runs) => void started.push(...runs.map(({ runId }) => runId)),
      runAlone: () => {
        throw new Error('EAGAIN: resource temporarily unavailable');
      },
      handleOf: () => ({ abort: () => {}, terminate: () => {}, kill: () => {} }),
    },
    startExecutable: () => null,
    startHttpCall: () => null,
    openInput: ({ run }) => run.inputJson,
    givenTo: () => new Map(),
    onFailed: settle,
  });
  return { started, failed, launcher: createPunctualLauncher(launcher, settle) };
}

const NO_PROCESS: AttemptResult = {
  kind: 'failed',
  error: {
    kind: 'exception',
    message:
      'The attempt could not be started: EAGAIN: resource temporarily unavailable. ' +
      "Check the worker's TASKS_DIR and its limits of processes and open files.",
  },
};

test('an attempt that cannot be started fails, and the others of its claim start', () => {
  const { started, failed, launcher } = setup();
  launcher.launch([attempt('a', SHARED), attempt('alone', ALONE), attempt('b', SHARED)]);
  expect(started).toEqual(['a', 'b']);
  expect([...failed]).toEqual([['alone', NO_PROCESS]]);
});

test('an attempt whose task went with a reload is handed back', () => {
  const { failed, launcher } = setup();
  launcher.launch([attempt('program', PROGRAM), attempt('http', HTTP)]);
  expect([...failed].map(([id, { kind }]) => `${id} ${kind}`)).toEqual(['program released', 'http released']);
});

test('an attempt that cannot be started at its later instant fails too', async () => {
  const { started, failed, launcher } = setup();
  launcher.launch([attempt('later', ALONE, 10), attempt('other', SHARED, 10)]);
  await eventually(() => expect(started).toEqual(['other']));
  expect([...failed]).toEqual([['later', NO_PROCESS]]);
});
