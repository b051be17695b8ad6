import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';
import type { Queue } from '@fbrain/core/queue/queue';
import type { RetentionSettings } from '@fbrain/core/retention/retention';
import type { SecretInfo } from '@fbrain/core/secret/secret-info';
import { TASK_KINDS, type TaskDetail, type TaskInfo } from '@fbrain/core/task/task';
import { WORKER_STATES, type Worker } from '@fbrain/core/worker/worker';
import { type TSchema, Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { ACCESS_SCHEMAS } from './access-response-schemas.ts';
import { bulkActionPreviewSchema, bulkActionSchema, runCountSchema } from './bulk-action-response-schemas.ts';
import { channelSchema, channelTestSchema, deliverySchema, ruleSchema } from './notification-response-schemas.ts';
import {
  attemptSchema,
  backoffSchema,
  runErrorSchema,
  runExplanationSchema,
  runLogEntrySchema,
  runReasonSchema,
  runSchema,
  runSummarySchema,
} from './run-response-schemas.ts';
import {
  calendarSchema,
  importResultSchema,
  schedulePreviewSchema,
  scheduleSchema,
  scheduleSlotSchema,
  upcomingSchema,
  upcomingSlot,
} from './schedule-response-schemas.ts';
import { anyJson, id, instant, jsonObject, listOf, page } from './schema-parts.ts';
import {
  errorGroupListedSchema,
  errorGroupSchema,
  overviewSchema,
  statsSchema,
  taskActivitySchema,
  taskStatsSchema,
} from './stat-response-schemas.ts';

/**
 * What answers look like, for the documentation and its tests. The types are those of core; the compiler refuses a
 * schema that does not fit its type, and a test compares real answers with the schemas.
 */

const rateLimit = {
  limit: t.Integer({ description: 'Attempts that may start in every `per`.' }),
  per: t.String({ description: 'Duration such as "1s".' }),
  burst: t.Integer({ description: 'Attempts that may start at one instant.' }),
};

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
      backoff: backoffSchema,
    }),
    timeout: nullable(t.String()),
    retention: nullable(t.String({ description: 'How long its finished runs are kept; null = as its queue says.' })),
    isolation: oneOf(['shared', 'process']),
    concurrency: nullable(
      exactObject({
        limit: t.Integer({ description: 'Runs that may run at once over all workers.' }),
        key: nullable(
          t.String({ description: 'Property of the input whose values each have the limit of their own.' }),
        ),
      }),
    ),
    secrets: t.Array(t.String(), { description: 'Names of the stored secrets that it may read.' }),
    rate: nullable(
      exactObject({
        ...rateLimit,
        key: nullable(t.String({ description: 'Property of the input whose values each have the rate of their own.' })),
      }),
    ),
    workers: t.Integer({ description: 'Active workers that can run it.' }),
  },
  { title: 'Task', description: 'A named kind of work.' },
) satisfies SchemaOf<TaskInfo>;

const taskDetailSchema = exactObject(
  { ...taskSchema.properties, stats: taskStatsSchema },
  { title: 'TaskDetail', description: 'A task, and how its runs went within the last day.' },
) satisfies SchemaOf<TaskDetail>;

const taskProblemSchema = exactObject(
  { source: t.String(), message: t.String(), workerId: id() },
  { title: 'TaskProblem', description: 'A task file that a worker could not load, and why.' },
);

const count = () => t.Integer({ minimum: 0 });

const queueSchema = exactObject(
  {
    name: t.String(),
    paused: t.Boolean(),
    retention: nullable(t.String({ description: 'How long its finished runs are kept; null = as for all.' })),
    concurrency: nullable(t.Integer({ description: 'Runs that may run at once over all workers.' })),
    rate: nullable(exactObject(rateLimit)),
    scheduled: count(),
    queued: count(),
    running: count(),
    retrying: count(),
    blocked: count(),
    oldestReadySeconds: nullable(t.Number({ description: 'Age of the oldest queued run.' })),
    workers: count(),
  },
  {
    title: 'Queue',
    description: 'A named lane of runs. With a backlog of hundreds of thousands its numbers may be some seconds old.',
  },
) satisfies SchemaOf<Queue>;

const byName = (description: string) => t.Record(t.String(), t.String(), { description });

const retentionSchema = exactObject(
  {
    default: t.String({ description: 'A duration, or "forever".' }),
    queues: byName('Queues that differ.'),
    tasks: byName('Tasks that differ.'),
  },
  { title: 'RetentionSettings', description: 'How long finished runs are kept.' },
) satisfies SchemaOf<RetentionSettings>;

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
    hosts: t.Array(
      exactObject(
        {
          pid: t.Integer(),
          rssBytes: t.Integer({ description: 'Resident memory; 0 where the system does not tell.' }),
          attempts: count(),
        },
        { description: 'A child process in which task code runs.' },
      ),
      { description: 'Task hosts at the latest sign of life, at most 100.' },
    ),
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

const secretSchema = exactObject(
  {
    name: t.String(),
    createdAt: instant(),
    updatedAt: instant(),
    updatedBy: t.String({ description: 'Who set the value.' }),
    usedBy: t.Array(t.String(), { description: 'Tasks that may read it.' }),
  },
  { title: 'Secret', description: 'A stored secret. Its value cannot be read back.' },
) satisfies SchemaOf<SecretInfo>;

/** The schemas that the document names under `components`, by their title. */
export const RESPONSE_SCHEMAS = {
  Problem: problemSchema,
  RunError: runErrorSchema,
  Run: runSchema,
  RunSummary: runSummarySchema,
  RunPage: page(runSummarySchema, 'RunPage'),
  RunReason: runReasonSchema,
  RunExplanation: runExplanationSchema,
  RunIds: exactObject({ ids: t.Array(id()) }, { title: 'RunIds', description: 'Ids in the order of the request.' }),
  RunCount: runCountSchema,
  BulkAction: bulkActionSchema,
  BulkActionPage: page(bulkActionSchema, 'BulkActionPage'),
  BulkActionPreview: bulkActionPreviewSchema,
  Schedule: scheduleSchema,
  SchedulePage: page(scheduleSchema, 'SchedulePage'),
  ScheduleSlot: scheduleSlotSchema,
  ScheduleSlotPage: page(scheduleSlotSchema, 'ScheduleSlotPage'),
  SchedulePreview: schedulePreviewSchema,
  UpcomingSlots: upcomingSchema,
  ScheduleCalendar: calendarSchema,
  ScheduleImportResult: importResultSchema,
  Attempt: attemptSchema,
  AttemptList: listOf(attemptSchema, 'AttemptList'),
  RunLogEntry: runLogEntrySchema,
  RunLogPage: page(runLogEntrySchema, 'RunLogPage'),
  Task: taskSchema,
  TaskDetail: taskDetailSchema,
  TaskProblem: taskProblemSchema,
  TaskList: exactObject(
    { items: t.Array(taskSchema), problems: t.Array(taskProblemSchema) },
    { title: 'TaskList', description: 'All tasks, and the task files that could not be loaded.' },
  ),
  Queue: queueSchema,
  QueueList: listOf(queueSchema, 'QueueList'),
  Secret: secretSchema,
  SecretList: listOf(secretSchema, 'SecretList'),
  RetentionSettings: retentionSchema,
  Channel: channelSchema,
  ChannelList: listOf(channelSchema, 'ChannelList'),
  ChannelTestResult: channelTestSchema,
  Rule: ruleSchema,
  RuleList: listOf(ruleSchema, 'RuleList'),
  Delivery: deliverySchema,
  DeliveryPage: page(deliverySchema, 'DeliveryPage'),
  Worker: workerSchema,
  WorkerList: listOf(workerSchema, 'WorkerList'),
  ...ACCESS_SCHEMAS,
  Stats: statsSchema,
  TaskActivityList: listOf(taskActivitySchema, 'TaskActivityList'),
  Overview: overviewSchema({ queue: queueSchema, run: runSummarySchema, slot: upcomingSlot, worker: workerSchema }),
  ErrorGroup: errorGroupSchema,
  ErrorGroupSummary: errorGroupListedSchema,
  ErrorGroupPage: page(errorGroupListedSchema, 'ErrorGroupPage'),
  Health: exactObject({ status: oneOf(['ok']) }, { title: 'Health', description: 'The process is alive.' }),
  Readiness: exactObject(
    {
      status: oneOf(['ready', 'not-ready']),
      checks: t.Array(
        exactObject({
          name: oneOf(['database', 'schema', 'server', 'transport']),
          isOk: t.Boolean(),
          isRequired: t.Boolean(),
          detail: t.String(),
        }),
      ),
    },
    { title: 'Readiness', description: 'What the API needs and whether it is there.' },
  ),
} as const satisfies Record<string, TSchema>;
