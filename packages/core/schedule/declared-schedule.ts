import type { ScheduleRequest } from './schedule.ts';
import { SCHEDULE_FIELDS, type ScheduleField } from './schedule-info.ts';

export type EditableField = Exclude<ScheduleField, 'name' | 'task'>;

/** What the author of a schedule in code may leave to people: everything but what it is called and starts. */
export const EDITABLE_FIELDS = SCHEDULE_FIELDS.filter(
  (field): field is EditableField => field !== 'name' && field !== 'task',
);

/** Stopping a schedule is for whoever is on call, whatever the author thought of. */
export const DEFAULT_EDITABLE: readonly EditableField[] = ['paused'];

/** A schedule that a task file declares. */
export interface DeclaredSchedule {
  request: ScheduleRequest;
  /** Fields that belong to people once the schedule is there: the code gives their first value. */
  editable: readonly EditableField[];
}

const TIMINGS = ['cron', 'every', 'at'] as const;
const WHEN: readonly string[] = [...TIMINGS, 'anchor'];

/**
 * The request of a declared schedule that was there before: what the code says now, but for the editable fields, which
 * stay as they are, even if that is away.
 */
export function mergeDeclared({ request, editable }: DeclaredSchedule, current: ScheduleRequest): ScheduleRequest {
  const isEditable = (field: string): boolean => editable.includes(field as EditableField);
  const merged = { ...without(request, isEditable), ...without(current, (field) => !isEditable(field)) };
  if (TIMINGS.filter((timing) => merged[timing] !== undefined).length === 1) return merged;
  // The code has gone from one kind of timing to another, of which only one may be edited.
  const isWhen = (field: string): boolean => WHEN.includes(field);
  return { ...without(merged, isWhen), ...without(request, (field) => !isWhen(field)) };
}

const without = (request: ScheduleRequest, isLeftOut: (field: string) => boolean): ScheduleRequest =>
  Object.fromEntries(Object.entries(request).filter(([field]) => !isLeftOut(field))) as unknown as ScheduleRequest;
