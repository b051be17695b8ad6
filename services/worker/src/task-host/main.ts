/**
 * The program of a task host: `bun <HOST_BUN_FLAGS> main.ts` from source, or, compiled,
 * `BUN_BE_BUN=1 fbrain-worker <HOST_BUN_FLAGS> host.js`. Started by the supervisor with an IPC channel in `json`
 * serialization and FBRAIN_HOST set (host-settings.ts); speaks protocol.ts.
 */
import { tmpdir } from 'node:os';
import * as sdk from 'f-brain';
import { captureConsole } from './capture-console.ts';
import { currentAttempt } from './current-attempt.ts';
import { dieWithParent } from './die-with-parent.ts';
import { readHostSettings } from './host-settings.ts';
import { loadTasks } from './load-tasks.ts';
import type { FromHost, ToHost } from './protocol.ts';
import { toRunError } from './run-error.ts';
import { createTaskHost, type TaskHost } from './task-host.ts';

/** Time for task code to react to its signal when the supervisor is gone. */
const ORPHAN_GRACE_MS = 800;

const settings = readHostSettings();
let lastSent = Promise.resolve();
const sendToSupervisor = process.send?.bind(process);
const send = (message: FromHost) => {
  lastSent = new Promise((resolve) => sendToSupervisor?.(message, undefined, undefined, () => resolve()));
};
// The channel is ours: libraries that find it send their own messages to what they take for their parent.
delete process.send;
// An exit drops what is not yet written to the channel, which a large last result may well be.
const leave = () => void lastSent.then(() => process.exit(0));

dieWithParent();
// A terminal's Ctrl-C and systemd signal every process of the service: when hosts stop is for the supervisor to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Task files get this instance of the SDK wherever they are, even if nothing is installed beside them.
Bun.plugin({
  name: 'f-brain',
  setup: (build) => void build.module('f-brain', () => ({ exports: sdk, loader: 'object' })),
});
captureConsole();
// What task code writes without a path is its host's alone: TASKS_DIR is watched, everybody's, and may be read-only.
process.chdir(tmpdir());

let host: TaskHost | undefined;
// In place before the first task file is loaded: a promise it forgets must not take the others down.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (thrown: unknown) => {
    const isKnown = host?.failCulprit(thrown, currentAttempt.getStore());
    if (!isKnown) process.stderr.write(`${event} outside of a known run: ${toRunError(thrown).message}\n`);
  });
}
process.on('disconnect', () => {
  host?.abortAll();
  setTimeout(() => process.exit(0), ORPHAN_GRACE_MS);
});

const { tasks, problems } = await loadTasks(settings);
host = createTaskHost({ settings, tasks, send, onDrained: leave });
process.on('message', (message: ToHost) => host?.receive(message));
send({ type: 'ready', tasks: tasks.map((task) => task.definition), problems });
