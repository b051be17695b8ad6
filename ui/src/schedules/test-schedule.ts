import { DEFAULT_MISSED } from '@fbrain/core/schedule/schedule';
import { SCHEDULE_FIELDS, type ScheduleInfo } from '@fbrain/core/schedule/schedule-info';

/** A schedule as the API answers it, for tests. */
export const scheduleOf = (fields: Partial<ScheduleInfo>): ScheduleInfo => ({
  id: '01990000-0000-7000-8000-000000000001',
  name: 'nightly',
  description: null,
  task: 'report.build',
  timezone: 'UTC',
  missed: { policy: DEFAULT_MISSED.policy, maxCount: DEFAULT_MISSED.maxCount, maxAge: '1d' },
  overlap: 'allow',
  jitter: '0s',
  paused: false,
  managedBy: 'api',
  source: null,
  editable: [...SCHEDULE_FIELDS],
  disabledReason: null,
  problem: null,
  nextSlotAt: null,
  nextDueAt: null,
  lastSlot: null,
  recent: [],
  createdAt: '2026-11-22T10:00:00Z',
  updatedAt: '2026-11-22T10:00:00Z',
  ...fields,
});
