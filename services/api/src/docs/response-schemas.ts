import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';
import type { Queue } from '@fbrain/core/queue/queue';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import { PRIORITIES } from '@fbrain/core/run/priority';
import {
  ATTEMPT_STATES,
  type Attempt,
  LOG_LEVELS,
  RUN_ERROR_KINDS,
  type Run,
  type RunLogEntry,
  type RunSummary,
} from '@fbrain/core/run/run';
import { RUN_STATES } from '@fbrain/core/run/run-state';
import { TASK_KINDS, type TaskInfo } from '@fbrain/core/task/task';
import { WORKER_STATES, type Worker } from '@fbrain/core/worker/worker';
import { type TSchema, Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';

/**
 * What answers look like, for the documentation and its tests. The types are those of core; the compiler refuses a
 * schema that does not fit its type, and a test compares real answers with the schemas.
 */

const instant = (description?: string) => t.String({ format: 'date-time', ...(description ? { description } : {}) });
const id = () => t.String({ format: 'uuid' });
const anyJson = (description: string) => t.Unsafe<Json>(t.Any({ description }));
const jsonObject = (description: string) =>
  t.Unsafe<JsonObject>(t.Object({}, { additionalProperties: true, description }));

const runErrorSchema = exactObject(
  {
    kind: oneOf(RUN_ERROR_KINDS),
    message: t.String(),
    name: t.Optional(t.String()),
    stack: t.Optional(t.String()),
    exitCode: t.Optional(t.Integer()),
    signal: t.Optional(t.String()),
  },
  { title: 'RunError', description: 'Why an attempt, and with the last one the run, did not succeed.' },
);

const summary = {
  id: id(),
  task: t.String(),
  queue: t.String(),
  priority: oneOf(PRIORITIES),
  rank: t.Integer({ description: 'Order inside the priority band: higher first.' }),
  state: oneOf(RUN_STATES),
  attempt: t.Integer({ description: 'Number of the latest attempt, 0 before the first.' }),
  maxAttempts: t.Integer(),
  progress: nullable(exactObject({ fraction: t.Number({ minimum: 0, maximum: 1 }), message: nullable(t.String()) })),
  tags: t.Array(t.String()),
  workerId: nullable(id()),
  createdAt: instant(),
  dueAt: nullable(instant('When the next attempt may start.')),
  queuedAt: nullable(instant()),
  startedAt: nullable(instant()),
  finishedAt: nullable(instant()),
  cancelRequestedAt: nullable(instant()),
};

const runSummarySchema = exactObject(
  { ...summary, error: nullable(exactObject({ kind: oneOf(RUN_ERROR_KINDS), message: t.String() })) },
  { title: 'RunSummary', description: 'A run as lists show it.' },
) satisfies SchemaOf<RunSummary>;

const runSchema = exactObject(
  {
    ...summary,
    input: anyJson("The run's input."),
    output: anyJson('What the task returned; null while it has not.'),
    error: nullable(runErrorSchema),
    metadata: jsonObject('Data of the caller.'),
    timeout: nullable(t.String({ description: 'Duration such as "5m".' })),
    deadlineAt: nullable(instant()),
    expiresAt: nullable(instant()),
    concurrencyKey: nullable(t.String()),
    uniqueKey: nullable(t.String()),
    idempotencyKey: nullable(t.String()),
    parentId: nullable(id()),
    replayOf: nullable(id()),
  },
  { title: 'Run', description: 'A run with everything that is known about it.' },
) satisfies SchemaOf<Run>;

const attemptSchema = exactObject(
  {
    number: t.Integer({ minimum: 1 }),
    state: oneOf(ATTEMPT_STATES),
    workerId: nullable(id()),
    startedAt: instant(),
    finishedAt: nullable(instant()),
    error: nullable(runErrorSchema),
  },
  { title: 'Attempt', description: 'One execution of a run.' },
) satisfies SchemaOf<Attempt>;

const runLogEntrySchema = exactObject(
  {
    seq: t.Integer({ description: 'Order of the line inside the run; the `after` of the next page.' }),
    attempt: t.Integer(),
    at: instant(),
    level: oneOf(LOG_LEVELS),
    message: t.String(),
    fields: nullable(jsonObject('Structured data of the line.')),
  },
  { title: 'RunLogEntry', description: 'One line of the log of a run.' },
) satisfies SchemaOf<RunLogEntry>;

const taskSchema = exactObject(
  {
    name: t.String(),
    kind: oneOf(TASK_KINDS),
    description: nullable(t.String()),
    source: t.String({ description: 'File below TASKS_DIR.' }),
    inputSchema: jsonObject('JSON Schema of the input.'),
    outputSchema: nullable(jsonObject('JSON Schema of the output.')),
    examples: t.Array(anyJson('An input to start with.')),
    queue: t.String(),
    retry: exactObject({
      maxAttempts: t.Integer(),
      backoff: exactObject({
        kind: oneOf(['fixed', 'exponential']),
        initial: t.String(),
        max: t.String(),
        jitter: t.Number(),
      }),
    }),
    timeout: nullable(t.String()),
    isolation: oneOf(['shared', 'process']),
    workers: t.Integer({ description: 'Active workers that can run it.' }),
  },
  { title: 'Task', description: 'A named kind of work.' },
) satisfies SchemaOf<TaskInfo>;

const taskProblemSchema = exactObject(
  { source: t.String(), message: t.String(), workerId: id() },
  { title: 'TaskProblem', description: 'A task file that a worker could not load, and why.' },
);

const count = () => t.Integer({ minimum: 0 });

const queueSchema = exactObject(
  {
    name: t.String(),
    paused: t.Boolean(),
    scheduled: count(),
    queued: count(),
    running: count(),
    retrying: count(),
    blocked: count(),
    oldestReadySeconds: nullable(t.Number({ description: 'Age of the oldest queued run.' })),
    workers: count(),
  },
  { title: 'Queue', description: 'A named lane of runs. Above 10 000 a number is a floor.' },
) satisfies SchemaOf<Queue>;

const workerSchema = exactObject(
  {
    id: id(),
    name: t.String(),
    state: oneOf(WORKER_STATES),
    version: t.String(),
    host: t.String(),
    pid: t.Integer(),
    queues: t.Array(t.String()),
    tasks: t.Array(t.String()),
    slots: count(),
    busySlots: count(),
    startedAt: instant(),
    lastSeenAt: instant(),
    leader: t.Boolean(),
  },
  { title: 'Worker', description: 'One worker process.' },
) satisfies SchemaOf<Worker>;

const problemSchema = exactObject(
  {
    type: t.String({ format: 'uri' }),
    title: t.String(),
    status: t.Integer(),
    detail: t.String({ description: 'What happened and what to do.' }),
    code: t.Unsafe<Problem['code']>(t.String({ description: 'Stable name of the kind of error.' })),
    errors: t.Array(
      exactObject({
        path: t.String({ description: 'JSON pointer, or name of a parameter.' }),
        message: t.String(),
      }) satisfies SchemaOf<FieldError>,
    ),
    requestId: t.String(),
  },
  { title: 'Problem', description: 'An error (RFC 9457).' },
) satisfies SchemaOf<Problem>;

const nextCursor = nullable(t.String({ description: 'Parameter of the next page; null on the last one.' }));
const page = (item: TSchema, title: string) =>
  exactObject({ items: t.Array(item), nextCursor }, { title, description: 'One page of a list.' });
const listOf = (item: TSchema, title: string) =>
  exactObject({ items: t.Array(item) }, { title, description: 'A whole list.' });

/** The schemas that the document names under `components`, by their title. */
export const RESPONSE_SCHEMAS = {
  Problem: problemSchema,
  RunError: runErrorSchema,
  Run: runSchema,
  RunSummary: runSummarySchema,
  RunPage: page(runSummarySchema, 'RunPage'),
  RunIds: exactObject({ ids: t.Array(id()) }, { title: 'RunIds', description: 'Ids in the order of the request.' }),
  Attempt: attemptSchema,
  AttemptList: listOf(attemptSchema, 'AttemptList'),
  RunLogEntry: runLogEntrySchema,
  RunLogPage: page(runLogEntrySchema, 'RunLogPage'),
  Task: taskSchema,
  TaskProblem: taskProblemSchema,
  TaskList: exactObject(
    { items: t.Array(taskSchema), problems: t.Array(taskProblemSchema) },
    { title: 'TaskList', description: 'All tasks, and the task files that could not be loaded.' },
  ),
  Queue: queueSchema,
  QueueList: listOf(queueSchema, 'QueueList'),
  Worker: workerSchema,
  WorkerList: listOf(workerSchema, 'WorkerList'),
  Health: exactObject({ status: oneOf(['ok']) }, { title: 'Health', description: 'The process is alive.' }),
  Readiness: exactObject(
    {
      status: oneOf(['ready', 'not-ready']),
      checks: t.Array(
        exactObject({
          name: oneOf(['database', 'schema', 'transport']),
          isOk: t.Boolean(),
          isRequired: t.Boolean(),
          detail: t.String(),
        }),
      ),
    },
    { title: 'Readiness', description: 'What the API needs and whether it is there.' },
  ),
} as const satisfies Record<string, TSchema>;
