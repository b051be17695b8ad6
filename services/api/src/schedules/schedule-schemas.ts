import {
  DEFAULT_MISSED,
  MAX_MISSED_COUNT,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
  type ScheduleRequest,
} from '@fbrain/core/schedule/schedule';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf, text } from '../http/schema.ts';
import { runRequestBody } from '../runs/run-schemas.ts';

/** What requests about schedules may contain. Rules beyond their form are in core/schedule/prepare-schedule.ts. */

const optionalText = (description: string, example?: string) =>
  t.Optional(text({ description, ...(example !== undefined && { examples: [example] }) }));
const duration = (description: string) =>
  t.Optional(t.String({ pattern: DURATION_PATTERN, maxLength: 20, description, examples: ['15m'] }));

export const timetableFields = {
  cron: optionalText('Five fields, six with seconds first, or a macro such as `@daily`.', '0 6 * * 1-5'),
  every: optionalText('An interval of elapsed time, at least `1s`.'),
  anchor: optionalText('Instant that `every` is counted from; default: the creation.'),
  at: optionalText('One instant.'),
  timezone: optionalText('IANA name; default `UTC`.', 'Europe/Paris'),
  startAt: optionalText('No slot before this instant.'),
  endAt: optionalText('No slot at or after this instant.'),
};

const { task, input, queue, priority, rank, tags, metadata, timeout, maxAttempts, ttl, concurrencyKey } =
  runRequestBody.properties;
const runFields = { task, input, queue, priority, rank, tags, metadata, timeout, maxAttempts, ttl, concurrencyKey };

const requestFields = {
  name: text({ description: 'What it is called; no other schedule is.', examples: ['nightly-report'] }),
  description: optionalText('For people.'),
  ...runFields,
  ...timetableFields,
  missed: t.Optional(
    exactObject(
      {
        policy: t.Optional(oneOf(MISSED_POLICIES, { description: `Default \`${DEFAULT_MISSED.policy}\`.` })),
        maxCount: t.Optional(
          t.Integer({
            description: `Missed slots that fire at once under \`all\`, 1 to ${MAX_MISSED_COUNT}; default ${DEFAULT_MISSED.maxCount}.`,
          }),
        ),
        maxAge: duration('Missed slots older than this never fire; default `1d`.'),
      },
      { description: 'What to do about slots that nobody could fire in time.' },
    ),
  ),
  overlap: t.Optional(
    oneOf(OVERLAP_POLICIES, { description: 'What to do while an earlier run has not ended; default `allow`.' }),
  ),
  jitter: optionalText('Fires this much later at most, always by the same time; default `0s`.', '5m'),
  paused: t.Optional(t.Boolean({ description: 'Slots are skipped; default false.' })),
};

export const scheduleRequestBody = exactObject(requestFields, {
  title: 'ScheduleRequest',
  description: 'What starts when. Exactly one of `cron`, `every` and `at`.',
}) satisfies SchemaOf<ScheduleRequest>;

/** What a PATCH may say: a field that it names gets a new value, or with null none. */
export type SchedulePatch = { [Field in keyof ScheduleRequest]?: ScheduleRequest[Field] | null };

const { name, task: _task, ...changeable } = requestFields;
const orNull = Object.entries(changeable).map(([field, schema]) => [field, t.Optional(nullable(schema))]);

export const schedulePatchBody = t.Unsafe<SchedulePatch>(
  exactObject(
    { name: t.Optional(name), task: t.Optional(task), ...Object.fromEntries(orNull) },
    {
      title: 'SchedulePatch',
      description:
        'The fields to change, each as a whole; null takes a value away. One of `cron`, `every` and `at` replaces the others.',
    },
  ),
);
