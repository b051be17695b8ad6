import { BACKOFF_KINDS } from '@fbrain/core/retry/retry-policy';
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
import { REASON_CODES, type RunExplanation, type RunReason } from '@fbrain/core/run/run-explanation';
import { RUN_STATES } from '@fbrain/core/run/run-state';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { anyJson, id, instant, jsonObject, payload } from './schema-parts.ts';

/** What answers about runs look like; see response-schemas.ts. */

export const runErrorSchema = exactObject(
  {
    kind: oneOf(RUN_ERROR_KINDS),
    message: t.String(),
    name: t.Optional(t.String()),
    stack: t.Optional(t.String()),
    exitCode: t.Optional(t.Integer()),
    signal: t.Optional(t.String()),
    fingerprint: t.Optional(t.String({ description: 'The same for failures that look alike.' })),
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

const errorBrief = exactObject({ kind: oneOf(RUN_ERROR_KINDS), message: t.String() });

export const runSummarySchema = exactObject(
  { ...summary, error: nullable(errorBrief) },
  { title: 'RunSummary', description: 'A run as lists show it.' },
) satisfies SchemaOf<RunSummary>;

export const backoffSchema = exactObject(
  {
    kind: oneOf(BACKOFF_KINDS),
    initial: t.String(),
    max: t.String(),
    jitter: t.Number(),
  },
  { description: "Wait between attempts; null with a run = the task's." },
);

export const runSchema = exactObject(
  {
    ...summary,
    input: payload(anyJson("The run's input.")),
    output: payload(anyJson('What the task returned; null while it has not.')),
    error: nullable(runErrorSchema),
    metadata: payload(jsonObject('Data of the caller.')),
    backoff: nullable(backoffSchema),
    timeout: nullable(t.String({ description: 'Duration such as "5m".' })),
    deadlineAt: nullable(instant()),
    expiresAt: nullable(instant()),
    concurrencyKey: nullable(t.String()),
    uniqueKey: nullable(t.String()),
    idempotencyKey: nullable(t.String()),
    parentId: nullable(id()),
    replayOf: nullable(id()),
    scheduleId: nullable(id()),
    slotAt: nullable(instant('The slot of the schedule; null if somebody fired it by hand.')),
    traceparent: nullable(t.String({ description: 'The trace it belongs to: a W3C `traceparent`.' })),
  },
  { title: 'Run', description: 'A run with everything that is known about it.' },
) satisfies SchemaOf<Run>;

export const attemptSchema = exactObject(
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

export const runLogEntrySchema = exactObject(
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

export const runReasonSchema = exactObject(
  {
    code: oneOf(REASON_CODES),
    message: t.String({ description: 'A sentence for a person.' }),
    task: t.Optional(t.String()),
    queue: t.Optional(t.String()),
    dueAt: t.Optional(instant('When the next attempt may start, under a rate limit at the earliest.')),
    since: t.Optional(instant('Since when it is so.')),
    attempt: t.Optional(t.Integer()),
    maxAttempts: t.Optional(t.Integer()),
    error: t.Optional(errorBrief),
    workers: t.Optional(t.Array(t.String(), { description: 'Names of the workers that it is about.' })),
    workerId: t.Optional(id()),
    slots: t.Optional(t.Integer({ description: 'Slots of these workers that could take the run.' })),
    busySlots: t.Optional(t.Integer()),
    ahead: t.Optional(t.Integer({ description: 'Runs of the queue that go first; 1000 = that many or more.' })),
    limitName: t.Optional(t.String({ description: 'The limit: the task, with the value of its key, or the queue.' })),
    rate: t.Optional(exactObject({ limit: t.Integer(), per: t.String(), burst: t.Integer() })),
    limit: t.Optional(t.Integer({ description: 'Runs that may run at once under it.' })),
    running: t.Optional(t.Integer({ description: 'Runs that do.' })),
    heldBy: t.Optional(t.Array(id(), { description: 'Some of those.' })),
  },
  { title: 'RunReason', description: 'One reason. Which details there are depends on the code.' },
) satisfies SchemaOf<RunReason>;

export const runExplanationSchema = exactObject(
  { state: oneOf(RUN_STATES), reasons: t.Array(runReasonSchema) },
  { title: 'RunExplanation', description: 'Why a run is where it is.' },
) satisfies SchemaOf<RunExplanation>;
