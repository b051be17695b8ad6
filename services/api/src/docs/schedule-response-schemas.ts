import { RUN_STATES } from '@fbrain/core/run/run-state';
import type { ImportedEntry, ScheduleImportResult } from '@fbrain/core/schedule/import-request';
import type { SlotPreview } from '@fbrain/core/schedule/preview-slots';
import { MISSED_POLICIES, OVERLAP_POLICIES } from '@fbrain/core/schedule/schedule';
import {
  MANAGERS,
  SCHEDULE_FIELDS,
  type ScheduleCalendar,
  type ScheduleSlot,
  SLOT_OUTCOMES,
  type SlotGlance,
  type UpcomingSlot,
} from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { LOST_CODES } from '@fbrain/core/schedule/slot-decision';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { scheduleRequestBody } from '../schedules/schedule-schemas.ts';
import { id, instant, payload } from './schema-parts.ts';

/** What answers about schedules look like; see response-schemas.ts. */

const inWords = t.String({ description: 'When it fires: "At 06:00, Monday to Friday".' });
const runState = nullable(oneOf(RUN_STATES, { description: 'Null: no run, or retention has removed it.' }));

const slotPreview = exactObject({
  at: instant(),
  local: t.String({ description: "The same in the schedule's zone, with its distance from UTC." }),
  dst: nullable(
    oneOf(['shifted', 'repeated'], {
      description:
        '`shifted`: its time is left out that day, so it fires when the gap ends. `repeated`: its hour comes twice.',
    }),
  ),
}) satisfies SchemaOf<SlotPreview>;

export const schedulePreviewSchema = exactObject(
  { inWords, timezone: t.String(), slots: t.Array(slotPreview) },
  { title: 'SchedulePreview', description: 'What a timetable means.' },
) satisfies SchemaOf<SchedulePreview>;

export const scheduleSlotSchema = exactObject(
  {
    slotAt: instant('The slot, or the last of several in a row that share their reason.'),
    fromSlotAt: instant('The first of several, the same for one.'),
    count: nullable(t.Integer({ description: 'Slots; null: more than 1 000.' })),
    outcome: oneOf(SLOT_OUTCOMES),
    code: nullable(oneOf(LOST_CODES)),
    reason: nullable(t.String({ description: 'Why it started no run.' })),
    runId: nullable(id()),
    runState,
    dueAt: instant('When it was to fire, jitter included.'),
    decidedAt: instant(),
  },
  { title: 'ScheduleSlot', description: 'What became of a slot.' },
) satisfies SchemaOf<ScheduleSlot>;

const glance = exactObject({
  slotAt: instant(),
  outcome: oneOf(SLOT_OUTCOMES),
  runState,
}) satisfies SchemaOf<SlotGlance>;

const { missed: _missed, ...requestFields } = scheduleRequestBody.properties;

export const scheduleSchema = exactObject(
  {
    ...requestFields,
    input: payload(requestFields.input),
    metadata: payload(requestFields.metadata),
    id: id(),
    inWords,
    description: nullable(t.String()),
    timezone: t.String(),
    missed: exactObject({ policy: oneOf(MISSED_POLICIES), maxCount: t.Integer(), maxAge: t.String() }),
    overlap: oneOf(OVERLAP_POLICIES),
    jitter: t.String(),
    paused: t.Boolean(),
    managedBy: oneOf(MANAGERS, { description: '`code`: a task file declares it and decides its fields.' }),
    source: nullable(t.String({ description: 'The file that declares it.' })),
    editable: t.Array(oneOf(SCHEDULE_FIELDS), { description: 'Fields that a PATCH may change.' }),
    disabledReason: nullable(t.String({ description: 'Why it fires no more although nobody paused it.' })),
    problem: nullable(t.String({ description: 'Why its slots could not be decided; tried again every minute.' })),
    nextSlotAt: nullable(instant('Null: none, or none while it is paused or disabled.')),
    nextDueAt: nullable(instant('When that fires: later by the jitter.')),
    lastSlot: nullable(scheduleSlotSchema),
    recent: t.Array(glance, { description: 'Outcomes of the latest slots, oldest first; at most 30.' }),
    createdAt: instant(),
    updatedAt: instant(),
  },
  { title: 'Schedule', description: 'When a task starts by itself, and what came of it.' },
) satisfies SchemaOf<ScheduleView>;

export const upcomingSlot = exactObject({
  scheduleId: id(),
  name: t.String(),
  task: t.String(),
  slotAt: instant(),
  dueAt: instant('When it fires, jitter included.'),
}) satisfies SchemaOf<UpcomingSlot>;

export const upcomingSchema = exactObject(
  {
    items: t.Array(upcomingSlot),
    isComplete: t.Boolean({ description: 'False: there are more slots in the window.' }),
  },
  { title: 'UpcomingSlots', description: 'Slots to come, in order.' },
);

export const calendarSchema = exactObject(
  {
    spans: t.Array(
      exactObject({
        from: instant(),
        to: instant('Exclusive.'),
        items: t.Array(
          exactObject({
            scheduleId: id(),
            name: t.String(),
            task: t.String(),
            timezone: t.String({ description: 'By the clocks of which the schedule fires.' }),
            count: nullable(t.Integer({ description: 'Slots in the span; null: more than are counted.' })),
            firstDueAt: instant('When the first one fires, jitter included.'),
            lastDueAt: nullable(instant('When the last one fires; null: not counted.')),
            dueAt: t.Array(instant(), { description: 'When all of them fire, where they are few; else empty.' }),
          }),
        ),
      }),
    ),
    isComplete: t.Boolean({ description: 'False: there is more than is looked at.' }),
  },
  { title: 'ScheduleCalendar', description: 'What is to come, schedule by schedule.' },
) satisfies SchemaOf<ScheduleCalendar>;

const importedEntry = exactObject({
  source: t.String({ description: 'Line of a crontab, name of a beat entry.' }),
  request: scheduleRequestBody,
  inWords,
  nextSlot: slotPreview,
  change: oneOf(['create', 'unchanged'], { description: '`unchanged`: it is there already, just so.' }),
}) satisfies SchemaOf<ImportedEntry>;

export const importResultSchema = exactObject(
  {
    schedules: t.Array(importedEntry),
    problems: t.Array(exactObject({ source: t.String(), message: t.String() }), {
      description: 'What cannot be taken over, and why.',
    }),
  },
  { title: 'ScheduleImportResult', description: 'What was made, or would be.' },
) satisfies SchemaOf<ScheduleImportResult>;
