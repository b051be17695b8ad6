import { EXAMPLE_ENDED_RUN, EXAMPLE_RUN, SCHEDULE_ID } from './examples.ts';
import { BODY, json, type RouteDoc, route } from './route-doc.ts';
import { idempotencyKey } from './run-docs.ts';
import {
  EXAMPLE_IMPORT,
  EXAMPLE_IMPORTED,
  EXAMPLE_NEW_SCHEDULE,
  EXAMPLE_PREVIEW,
  EXAMPLE_SCHEDULE,
  EXAMPLE_SCHEDULE_REQUEST,
  EXAMPLE_SLOT,
} from './schedule-examples.ts';

/** What the documentation says about schedules; see route-docs.ts. */

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
        'Exactly one of `cron`, `every` and `at`. The input is checked against the schema of the task. The name does what an idempotency key would: sending the same again answers the schedule that is there, unless that holds secrets, which are not compared.',
      bodyExample: EXAMPLE_SCHEDULE_REQUEST,
    },
    {
      200: json('It is there already, just so.', 'Schedule', EXAMPLE_NEW_SCHEDULE),
      201: json('It is made.', 'Schedule', EXAMPLE_NEW_SCHEDULE),
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
    { 200: json('One page.', 'SchedulePage', { items: [EXAMPLE_SCHEDULE], nextCursor: null }) },
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
    { 200: json('The schedule.', 'Schedule', EXAMPLE_SCHEDULE) },
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
        ...EXAMPLE_SCHEDULE,
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
    { 200: json('The schedule as it was.', 'Schedule', EXAMPLE_SCHEDULE) },
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
    {
      200: json('The schedule.', 'Schedule', { ...EXAMPLE_SCHEDULE, paused: true, nextSlotAt: null, nextDueAt: null }),
    },
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
    { 200: json('The schedule.', 'Schedule', EXAMPLE_SCHEDULE) },
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
    { 200: json('One page.', 'ScheduleSlotPage', { items: [EXAMPLE_SLOT], nextCursor: null }) },
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
    { 200: json('What it means.', 'SchedulePreview', EXAMPLE_PREVIEW) },
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
  getScheduleCalendar: route(
    'Schedules',
    'getScheduleCalendar',
    {
      permission: 'schedules:read',
      summary: 'Count slots to come, span by span',
      description:
        'What each schedule does between each two neighbouring `edge`s, such as the midnights of a week where the reader lives. Up to six slots are told one by one, more are counted.',
    },
    {
      200: json('The spans.', 'ScheduleCalendar', {
        spans: [
          {
            from: '2026-11-22T23:00:00.000Z',
            to: '2026-11-23T23:00:00.000Z',
            items: [
              {
                scheduleId: SCHEDULE_ID,
                name: 'nightly-report',
                task: 'report.build',
                timezone: 'Europe/Paris',
                count: 1,
                firstDueAt: '2026-11-23T05:00:00.000Z',
                lastDueAt: '2026-11-23T05:00:00.000Z',
                dueAt: ['2026-11-23T05:00:00.000Z'],
              },
            ],
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
      bodyExample: EXAMPLE_IMPORT,
    },
    {
      200: json('Nothing is made: a dry run, or all of it is there.', 'ScheduleImportResult', EXAMPLE_IMPORTED),
      201: json('The schedules are made.', 'ScheduleImportResult', EXAMPLE_IMPORTED),
    },
    [...REQUEST_BODY, 'schedule-exists'],
  ),
} satisfies Record<string, RouteDoc>;
