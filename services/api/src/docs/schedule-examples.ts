import type { ScheduleImportRequest, ScheduleImportResult } from '@fbrain/core/schedule/import-request';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { RUN_ID, SCHEDULE_ID } from './examples.ts';

/** Examples of schedules. */

export const EXAMPLE_SCHEDULE_REQUEST: ScheduleRequest = {
  name: 'nightly-report',
  task: 'report.build',
  input: { month: '2026-11' },
  cron: '0 6 * * 1-5',
  timezone: 'Europe/Paris',
};

export const EXAMPLE_SLOT: ScheduleSlot = {
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

export const EXAMPLE_SCHEDULE: ScheduleView = {
  ...EXAMPLE_SCHEDULE_REQUEST,
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
  lastSlot: EXAMPLE_SLOT,
  recent: [{ slotAt: EXAMPLE_SLOT.slotAt, outcome: 'fired', runState: 'succeeded' }],
  createdAt: '2026-11-01T10:00:00.000Z',
  updatedAt: '2026-11-01T10:00:00.000Z',
};
export const EXAMPLE_NEW_SCHEDULE: ScheduleView = { ...EXAMPLE_SCHEDULE, lastSlot: null, recent: [] };

export const EXAMPLE_PREVIEW: SchedulePreview = {
  inWords: 'At 02:30, every day',
  timezone: 'Europe/Paris',
  slots: [
    { at: '2027-03-27T01:30:00.000Z', local: '2027-03-27T02:30:00+01:00', dst: null },
    { at: '2027-03-28T01:00:00.000Z', local: '2027-03-28T03:00:00+02:00', dst: 'shifted' },
  ],
};

export const EXAMPLE_IMPORT: ScheduleImportRequest = {
  format: 'crontab',
  text: '0 6 * * 1-5 /usr/local/bin/report',
  timezone: 'Europe/Paris',
  targets: { '/usr/local/bin/report': { task: 'report.build', input: { month: '2026-11' } } },
  dryRun: true,
};
export const EXAMPLE_IMPORTED: ScheduleImportResult = {
  schedules: [
    {
      source: 'line 1',
      request: { ...EXAMPLE_SCHEDULE_REQUEST, name: 'report.build', description: '/usr/local/bin/report' },
      inWords: 'At 06:00, Monday to Friday',
      nextSlot: { at: '2026-11-23T05:00:00.000Z', local: '2026-11-23T06:00:00+01:00', dst: null },
      change: 'create',
    },
  ],
  problems: [],
};
