import { IMPORT_FORMATS, type ScheduleImportRequest } from '@fbrain/core/schedule/import-request';
import type { ImportTarget } from '@fbrain/core/schedule/import-schedules';
import { MANAGERS } from '@fbrain/core/schedule/schedule-info';
import { WORD_LOCALES } from '@fbrain/core/schedule/schedule-words';
import { Type as t } from '@sinclair/typebox';
import { exactObject, integerParameter, oneOf, type SchemaOf, text } from '../http/schema.ts';
import { listRunsQuery, runRequestBody } from '../runs/run-schemas.ts';
import { timetableFields } from './schedule-schemas.ts';

/** Parameters of the routes below /schedules, and the body of an import. */

const { cursor, limit } = listRunsQuery.properties;
const locale = t.Optional(oneOf(WORD_LOCALES, { description: 'Language of `inWords`; default `en`.' }));
const optionalText = (description: string) => t.Optional(text({ description }));

export const localeQuery = exactObject({ locale });

export const listSchedulesQuery = exactObject({
  task: optionalText('Name of the task.'),
  paused: t.Optional(t.Boolean({ description: 'Only those that are paused, or that are not.' })),
  managedBy: t.Optional(oneOf(MANAGERS, { description: 'Only those of task files, or of people.' })),
  q: optionalText('Text in the name, the task or the description; case is ignored.'),
  locale,
  cursor,
  limit,
});

export const listSlotsQuery = exactObject({ cursor, limit });

/** Slots of a preview: a page of them, which a schedule of every second fills too. */
const MAX_PREVIEW = 100;
export const DEFAULT_PREVIEW = 10;

export const previewQuery = exactObject({
  ...timetableFields,
  count: t.Optional(integerParameter({ minimum: 1, maximum: MAX_PREVIEW, description: 'Slots to show; default 10.' })),
  locale,
});

export const upcomingQuery = exactObject({
  from: optionalText('Slots at or after this instant; default: now.'),
  to: optionalText('Slots before this instant; default: a day after `from`.'),
  limit,
});

/** A month of days, each with two edges. */
const MAX_EDGES = 32;

export const calendarQuery = exactObject({
  // Its rules are the route's: Elysia refuses a list that must be there without saying why.
  edge: t.Optional(
    t.Array(text(), {
      maxItems: MAX_EDGES,
      description:
        'At least two instants, ascending, between each two of which slots are counted: repeat the parameter, such as for the midnights of a week.',
      examples: [['2026-11-23T00:00:00+01:00', '2026-11-24T00:00:00+01:00']],
    }),
  ),
});

const importTarget = exactObject({
  task: runRequestBody.properties.task,
  input: runRequestBody.properties.input,
}) satisfies SchemaOf<ImportTarget>;

export const importBody = exactObject(
  {
    format: oneOf(IMPORT_FORMATS, { description: 'What `text` is.' }),
    text: t.String({ description: 'What the file holds: `crontab -l`, or JSON of Celery beat.' }),
    timezone: optionalText('Zone of entries that name none; default `UTC`.'),
    targets: t.Optional(
      t.Record(t.String(), importTarget, {
        description: 'The task that does the work, by the command of a crontab or the task of Celery.',
      }),
    ),
    dryRun: t.Optional(t.Boolean({ description: 'Only say what would be made.' })),
    skipProblems: t.Optional(
      t.Boolean({ description: 'Make what can be made. Otherwise one problem means that nothing is made.' }),
    ),
  },
  { title: 'ScheduleImportRequest', description: 'Schedules to take over from another system.' },
) satisfies SchemaOf<ScheduleImportRequest>;
