import type { ScheduleImportRequest, ScheduleImportResult } from '@fbrain/core/schedule/import-request';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { EXAMPLE_ENDED_RUN, EXAMPLE_RUN, RUN_ID, SCHEDULE_ID } from './examples.ts';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';
import { idempotencyKey } from './route-docs.ts';

/** What the documentation says about schedules; see route-docs.ts. */

const REQUEST: ScheduleRequest = {
  name: 'nightly-report',
  task: 'report.build',
  input: { month: '2026-11' },
  cron: '0 6 * * 1-5',
  timezone: 'Europe/Paris',
};

const SLOT: ScheduleSlot = {
  slotAt: '2026-11-20T05:00:00.000Z',
  fromSlotAt: '2026-11-20T05:00:00.000Z',
  count: 1,
  outcome: 'fired',
  code: null,
  reason: null,
  runId: RUN_ID,
  runState: 'succeeded',
  dueAt: '2026-11-20T05:00:00.000Z',
  decidedAt: '2026-11-20T05:00:00.004Z',
};

const SCHEDULE: ScheduleView = {
  ...REQUEST,
  id: SCHEDULE_ID,
  inWords: 'At 06:00, Monday to Friday',
  description: null,
  timezone: 'Europe/Paris',
  missed: { policy: 'latest', maxCount: 100, maxAge: '1d' },
  overlap: 'allow',
  jitter: '0s',
  paused: false,
  managedBy: 'api',
  source: null,
  editable: ['cron', 'timezone', 'input', 'paused'],
  disabledReason: null,
  problem: null,
  nextSlotAt: '2026-11-23T05:00:00.000Z',
  nextDueAt: '2026-11-23T05:00:00.000Z',
  lastSlot: SLOT,
  recent: [{ slotAt: SLOT.slotAt, outcome: 'fired', runState: 'succeeded' }],
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
};
const NEW: ScheduleView = { ...SCHEDULE, lastSlot: null, recent: [] };

const PREVIEW: SchedulePreview = {
  inWords: 'At 02:30, every day',
  timezone: 'Europe/Paris',
  slots: [
    { at: '2027-03-27T01:30:00.000Z', local: '2027-03-27T02:30:00+01:00', dst: null },
    { at: '2027-03-28T01:00:00.000Z', local: '2027-03-28T03:00:00+02:00', dst: 'shifted' },
  ],
};

const IMPORT: ScheduleImportRequest = {
  format: 'crontab',
  text: '0 6 * * 1-5 /usr/local/bin/report',
  timezone: 'Europe/Paris',
  targets: { '/usr/local/bin/report': { task: 'report.build', input: { month: '2026-11' } } },
  dryRun: true,
};
const IMPORTED: ScheduleImportResult = {
  schedules: [
    {
      source: 'line 1',
      request: { ...REQUEST, name: 'report.build', description: '/usr/local/bin/report' },
      inWords: 'At 06:00, Monday to Friday',
      nextSlot: { at: '2026-11-23T05:00:00.000Z', local: '2026-11-23T06:00:00+01:00', dst: null },
      change: 'create',
    },
  ],
  problems: [],
};

/** A schedule names its task in the body: one that is not known is a fault of the body. */
const REQUEST_BODY = BODY.filter((code) => code !== 'unknown-task');
const fired = (description: string, example: unknown) => json(description, 'Run', example);

export const scheduleDocs = {
  createSchedule: route(
    'Schedules',
    'createSchedule',
    {
      permission: 'schedules:write',
      reach: 'own',
      summary: 'Make a schedule',
      description:
        'Exactly one of `cron`, `every` and `at`. The input is checked against the schema of the task. The name does what an idempotency key would: sending the same again answers the schedule that is there.',
      bodyExample: REQUEST,
    },
    {
      200: json('It is there already, just so.', 'Schedule', NEW),
      201: json('It is made.', 'Schedule', NEW),
    },
    [...REQUEST_BODY, 'schedule-exists'],
  ),
  listSchedules: route(
    'Schedules',
    'listSchedules',
    {
      permission: 'schedules:read',
      reach: 'own',
      summary: 'List schedules',
      description: 'Schedules that meet all conditions, by name, in pages.',
    },
    { 200: json('One page.', 'SchedulePage', { items: [SCHEDULE], nextCursor: null }) },
    ['invalid', 'invalid-cursor', 'timed-out'],
  ),
  getSchedule: route(
    'Schedules',
    'getSchedule',
    {
      permission: 'schedules:read',
      reach: 'schedule',
      summary: 'Show a schedule',
      description: 'A schedule with its next slot and the outcomes of the latest ones.',
    },
    { 200: json('The schedule.', 'Schedule', SCHEDULE) },
    ['invalid', 'schedule-not-found'],
  ),
  changeSchedule: route(
    'Schedules',
    'changeSchedule',
    {
      permission: 'schedules:write',
      reach: 'schedule',
      summary: 'Change a schedule',
      description:
        'Changes the fields that the body names, each as a whole; null takes a value away. New times hold from now on. Of a schedule that a task file declares only its `editable` fields can be changed.',
      bodyExample: { cron: '30 5 * * 1-5', jitter: null },
    },
    {
      200: json('The schedule.', 'Schedule', {
        ...SCHEDULE,
        cron: '30 5 * * 1-5',
        inWords: 'At 05:30, Monday to Friday',
      }),
    },
    [...REQUEST_BODY, 'schedule-not-found', 'schedule-exists', 'schedule-managed-by-code'],
  ),
  deleteSchedule: route(
    'Schedules',
    'deleteSchedule',
    {
      permission: 'schedules:write',
      reach: 'schedule',
      summary: 'Delete a schedule',
      description:
        'It fires no more, and its name is free. Its runs stay. One that a task file declares is removed there.',
    },
    { 200: json('The schedule as it was.', 'Schedule', SCHEDULE) },
    ['schedule-not-found', 'schedule-managed-by-code'],
  ),
  pauseSchedule: route(
    'Schedules',
    'pauseSchedule',
    {
      permission: 'schedules:write',
      reach: 'schedule',
      summary: 'Pause a schedule',
      description: 'Its slots are skipped until it is resumed. Runs go on.',
    },
    { 200: json('The schedule.', 'Schedule', { ...SCHEDULE, paused: true, nextSlotAt: null, nextDueAt: null }) },
    ['schedule-not-found', 'schedule-managed-by-code'],
  ),
  resumeSchedule: route(
    'Schedules',
    'resumeSchedule',
    {
      permission: 'schedules:write',
      reach: 'schedule',
      summary: 'Resume a schedule',
      description: 'It fires from its next slot on. The slots of the pause are recorded as skipped.',
    },
    { 200: json('The schedule.', 'Schedule', SCHEDULE) },
    ['schedule-not-found', 'schedule-managed-by-code'],
  ),
  fireSchedule: route(
    'Schedules',
    'fireSchedule',
    {
      permission: 'schedules:write',
      reach: 'schedule',
      summary: 'Start a run of a schedule now',
      description: 'As a slot would, whether it is paused or not and whatever runs. Its slots stay as they are.',
      headers: [idempotencyKey],
    },
    {
      200: fired('The run that the key stands for has ended already.', {
        ...EXAMPLE_ENDED_RUN,
        scheduleId: SCHEDULE_ID,
      }),
      202: fired('The run.', { ...EXAMPLE_RUN, scheduleId: SCHEDULE_ID }),
    },
    ['invalid', 'schedule-not-found', 'unknown-task', 'idempotency-conflict', 'overloaded'],
  ),
  listSlots: route(
    'Schedules',
    'listScheduleSlots',
    {
      permission: 'schedules:read',
      reach: 'schedule',
      summary: 'List what became of slots',
      description:
        'Every slot that was fired, skipped or missed, newest first, in pages. Slots in a row that share their reason share a record.',
    },
    { 200: json('One page.', 'ScheduleSlotPage', { items: [SLOT], nextCursor: null }) },
    ['invalid', 'invalid-cursor', 'schedule-not-found'],
  ),
  previewSchedule: route(
    'Schedules',
    'previewSchedule',
    {
      permission: 'schedules:read',
      reach: 'own',
      summary: 'Try an expression',
      description:
        'The next slots in the zone of the schedule, those that a change of clocks moves or repeats marked, and the expression in words. Nothing is made.',
    },
    { 200: json('What it means.', 'SchedulePreview', PREVIEW) },
    ['invalid'],
  ),
  listUpcomingSlots: route(
    'Schedules',
    'listUpcomingSlots',
    {
      permission: 'schedules:read',
      summary: 'List slots to come',
      description: 'Slots of all schedules that fire in a window of time, in order.',
    },
    {
      200: json('The slots.', 'UpcomingSlots', {
        items: [
          {
            scheduleId: SCHEDULE_ID,
            name: 'nightly-report',
            task: 'report.build',
            slotAt: '2026-11-23T05:00:00.000Z',
            dueAt: '2026-11-23T05:00:00.000Z',
          },
        ],
        isComplete: true,
      }),
    },
    ['invalid', 'timed-out'],
  ),
  importSchedules: route(
    'Schedules',
    'importSchedules',
    {
      permission: 'schedules:write',
      summary: 'Take over a crontab or a Celery beat schedule',
      description:
        'Makes a schedule of each entry, all or none; with `skipProblems` all that can be. With `dryRun` only says what would be made and what cannot. Importing the same again changes nothing.',
      bodyExample: IMPORT,
    },
    {
      200: json('Nothing is made: a dry run, or all of it is there.', 'ScheduleImportResult', IMPORTED),
      201: json('The schedules are made.', 'ScheduleImportResult', IMPORTED),
    },
    [...REQUEST_BODY, 'schedule-exists'],
  ),
} satisfies Record<string, RouteDoc>;
