import { availableParallelism, hostname } from 'node:os';
import { durationMs, list, port, text, wholeNumber } from '@fbrain/adapters/config/parse';
import { PUBLIC_URL_VARIABLE } from '@fbrain/adapters/config/public-url';
import { type Environment, readConfig, secretsOf } from '@fbrain/adapters/config/read-config';
import { STORAGE_VARIABLES } from '@fbrain/adapters/config/storage-variables';
import type { Config, Declarations } from '@fbrain/adapters/config/variable';
import { SECRET_KEY_VARIABLES } from '@fbrain/adapters/crypto/secret-key';
import { HTTP_ALLOW_VARIABLE } from '@fbrain/adapters/http-sender/http-allow-variable';
import { TRACING_VARIABLES } from '@fbrain/adapters/tracing/tracing-variables';

/** Enough shared hosts to use the machine; more only cost memory. */
const MAX_DEFAULT_HOSTS = 4;

/** Where the worker listens: all that `fbrain-worker healthcheck` needs. */
const LISTEN_VARIABLES = {
  host: {
    env: 'WORKER_HOST',
    doc: 'Address on which health, readiness and metrics are served.',
    parse: text(),
    default: '127.0.0.1',
  },
  port: {
    env: 'WORKER_PORT',
    doc: 'Port on which health, readiness and metrics are served; 0 = any free one.',
    parse: port,
    default: '3001',
  },
} as const satisfies Declarations;

/** Everything the worker can be told from outside. The only file of the worker that reads the environment. */
export const WORKER_VARIABLES = {
  ...STORAGE_VARIABLES,
  ...TRACING_VARIABLES,
  ...SECRET_KEY_VARIABLES,
  tasksDir: {
    env: 'TASKS_DIR',
    doc: 'Folder with the task files and executables this worker may run.',
    parse: text(),
  },
  workerName: {
    env: 'WORKER_NAME',
    doc: 'Name under which the worker is shown.',
    parse: text(),
    computed: { doc: 'host name and process id', value: () => `${hostname()}-${process.pid}` },
  },
  queues: {
    env: 'WORKER_QUEUES',
    doc: 'Queues to serve, comma separated; `*` = all.',
    parse: list,
    default: '*',
  },
  concurrency: {
    env: 'WORKER_CONCURRENCY',
    doc: 'Runs of tasks with shared isolation that execute at once.',
    parse: wholeNumber(1, 100_000),
    default: '100',
  },
  processes: {
    env: 'WORKER_PROCESSES',
    doc: 'Runs that execute at once in a process of their own: executables and tasks with `isolation: process`.',
    parse: wholeNumber(1, 1_000),
    computed: { doc: '2 × cores', value: () => 2 * availableParallelism() },
  },
  hosts: {
    env: 'WORKER_HOSTS',
    doc: 'Task hosts that share the runs with shared isolation.',
    parse: wholeNumber(1, 256),
    computed: { doc: 'cores, at most 4', value: () => Math.min(availableParallelism(), MAX_DEFAULT_HOSTS) },
  },
  hostRuns: {
    env: 'WORKER_HOST_RUNS',
    doc: 'Runs after which a task host is replaced by a new one; 0 = never.',
    parse: wholeNumber(0, 1_000_000_000),
    default: '0',
  },
  hostMemoryBytes: {
    env: 'WORKER_HOST_MEMORY',
    doc: 'Memory of a task host, in bytes, above which it is replaced by a new one; at twice as much it is ended with its runs. 0 = no limit.',
    parse: wholeNumber(0, 1_099_511_627_776),
    default: '536870912',
  },
  ...LISTEN_VARIABLES,
  stopGraceMs: {
    env: 'STOP_GRACE',
    doc: 'How long a stopping worker lets its runs finish before it hands them back.',
    parse: durationMs(0, 86_400_000),
    default: '30s',
  },
  cancelGraceMs: {
    env: 'CANCEL_GRACE',
    doc: 'How long a cancelled or timed-out attempt may take to end before its process is killed.',
    parse: durationMs(100, 3_600_000),
    default: '5s',
  },
  outputLimitBytes: {
    env: 'OUTPUT_LIMIT',
    doc: 'Largest output of a run, in bytes.',
    parse: wholeNumber(1, 268_435_456),
    default: '1048576',
  },
  logLimitBytes: {
    env: 'LOG_LIMIT',
    doc: 'Most log text kept per attempt, in bytes.',
    parse: wholeNumber(0, 1_073_741_824),
    default: '5242880',
  },
  leaseMs: {
    env: 'LEASE',
    doc: 'Silence after which a worker counts as dead and its runs start again elsewhere.',
    parse: durationMs(1_000, 3_600_000),
    default: '10s',
  },
  taskEnv: {
    env: 'TASK_ENV',
    doc: 'Names of further environment variables that task code may see, comma separated. PATH, HOME, LANG and TZ always.',
    parse: list,
    default: '',
  },
  ...HTTP_ALLOW_VARIABLE,
  ...PUBLIC_URL_VARIABLE,
} as const satisfies Declarations;

export type WorkerConfig = Config<typeof WORKER_VARIABLES>;

/** Throws a ConfigError that names every problem. */
// biome-ignore lint/style/noProcessEnv: the one place of this service that reads the environment
export const readWorkerConfig = (environment: Environment = process.env): WorkerConfig =>
  readConfig(WORKER_VARIABLES, environment);

// biome-ignore lint/style/noProcessEnv: see above
export const readListenConfig = (environment: Environment = process.env): Config<typeof LISTEN_VARIABLES> =>
  readConfig(LISTEN_VARIABLES, environment);

/** What the logger must never print. */
export const workerSecrets = (config: WorkerConfig): string[] => secretsOf(WORKER_VARIABLES, config);
