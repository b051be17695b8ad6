import { ERROR_GROUP_STATES, type ErrorGroup, type ErrorGroupDetail } from '@fbrain/core/errors/error-group';
import { TROUBLE_CODES, type Trouble } from '@fbrain/core/overview/overview';
import { RUN_ERROR_KINDS } from '@fbrain/core/run/run';
import type { Stats, TaskActivity, TaskStats } from '@fbrain/core/stats/stats';
import { type TSchema, Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { id, instant } from './schema-parts.ts';

/** What answers about statistics, troubles and groups of errors look like; see response-schemas.ts. */

const count = (description?: string) => t.Integer({ minimum: 0, ...(description ? { description } : {}) });
const part = (description: string) => t.Number({ minimum: 0, maximum: 1, description });
const milliseconds = (description: string) => nullable(t.Number({ description }));

export const statsSchema = exactObject(
  {
    from: instant(),
    to: instant(),
    step: t.String({ description: 'Duration such as "5m".' }),
    points: t.Array(
      exactObject({
        at: instant('Begin of the step.'),
        started: count('Attempts that began, as far as they have ended or run now.'),
        succeeded: count(),
        failed: count(),
        cancelled: count(),
        expired: count(),
        retrying: count('Attempts that failed and are followed by another one.'),
        p50Ms: milliseconds('Median duration of attempts, within a fifth.'),
        p95Ms: milliseconds('95 % took no longer, within a fifth.'),
        waitMs: milliseconds('From ready to started, on average.'),
      }),
    ),
  },
  { title: 'Stats', description: 'A time series without gaps, oldest first.' },
) satisfies SchemaOf<Stats>;

export const taskStatsSchema = exactObject(
  {
    hours: count('Hours it is about.'),
    succeeded: count(),
    failed: count(),
    retrying: count('Attempts that failed and were followed by another one.'),
    successRate: nullable(part('Successes among runs that succeeded or failed.')),
    p50Ms: milliseconds('Median duration of attempts, within a fifth.'),
    p95Ms: milliseconds('95 % took no longer.'),
    p99Ms: milliseconds('99 % took no longer.'),
  },
  { title: 'TaskStats', description: 'What became of the attempts of a task within the last day.' },
) satisfies SchemaOf<TaskStats>;

export const taskActivitySchema = exactObject(
  {
    ...taskStatsSchema.properties,
    task: t.String(),
    recent: t.Array(count(), {
      description: 'Runs that succeeded or failed in each of those hours, the oldest first; the last one goes on.',
    }),
  },
  { title: 'TaskActivity', description: 'How the runs of one task went within the last day.' },
) satisfies SchemaOf<TaskActivity>;

const troubleSchema = exactObject(
  {
    code: oneOf(TROUBLE_CODES),
    severity: oneOf(['bad', 'warning']),
    queue: t.Optional(t.String()),
    task: t.Optional(t.String()),
    source: t.Optional(t.String({ description: 'File below TASKS_DIR.' })),
    worker: t.Optional(t.String()),
    scheduleId: t.Optional(id()),
    schedule: t.Optional(t.String()),
    limitName: t.Optional(t.String()),
    count: t.Optional(t.Number({ description: 'Runs, slots or attempts that it is about.' })),
    seconds: t.Optional(t.Number({ description: 'How long the oldest of them has waited.' })),
    freeSlots: t.Optional(t.Number({ description: 'Slots that could take them and take nothing.' })),
    rate: t.Optional(part('Part of the attempts that fail now.')),
    usualRate: t.Optional(part('Part that failed the day before; absent if there were none.')),
    at: t.Optional(instant()),
  },
  { title: 'Trouble', description: 'Something that is wrong now. Which details there are depends on the code.' },
) satisfies SchemaOf<Trouble>;

/** Built from the schemas of others, which response-schemas.ts has. */
export const overviewSchema = (parts: { queue: Parts; run: Parts; slot: TSchema; worker: TSchema }) =>
  exactObject(
    {
      at: instant(),
      troubles: t.Array(troubleSchema),
      queues: t.Array(
        exactObject({
          ...parts.queue.properties,
          inPerMinute: t.Number({ description: 'Runs accepted a minute, of the last five.' }),
          outPerMinute: t.Number({ description: 'Runs ended a minute.' }),
          utilisation: nullable(part('Part of the slots that serve it, or of its own limit, that its runs take.')),
        }),
      ),
      activeRuns: t.Array(
        exactObject({
          ...parts.run.properties,
          typicalMs: milliseconds('What a successful attempt of the task takes as a rule.'),
        }),
      ),
      nextSlots: t.Array(parts.slot),
      workers: t.Array(parts.worker),
    },
    { title: 'Overview', description: 'What is wrong now, and what goes on.' },
  );

type Parts = { properties: Record<string, TSchema> };

const group = {
  fingerprint: t.String(),
  task: t.String(),
  kind: oneOf(RUN_ERROR_KINDS),
  name: nullable(t.String({ description: 'Class name of what was thrown first.' })),
  message: t.String({ description: 'Of the first one.' }),
  state: oneOf(ERROR_GROUP_STATES),
  stateChangedAt: instant(),
  regressedAt: nullable(instant('When it failed again although it was resolved.')),
  firstSeenAt: instant(),
  lastSeenAt: instant(),
  attempts: count('Failed attempts.'),
  runs: count('Runs that failed for good.'),
  lastRunId: id(),
  recent: t.Array(count(), { description: 'Failed attempts in each of the last 24 hours, the oldest first.' }),
};

export const errorGroupListedSchema = exactObject(group, {
  title: 'ErrorGroupSummary',
  description: 'Failures that look alike.',
}) satisfies SchemaOf<ErrorGroup>;

export const errorGroupSchema = exactObject(
  { ...group, stack: nullable(t.String()) },
  { title: 'ErrorGroup', description: 'Failures that look alike, with the stack of the first one.' },
) satisfies SchemaOf<ErrorGroupDetail>;
