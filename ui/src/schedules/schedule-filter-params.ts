import { MANAGERS, type ScheduleManager } from '@fbrain/core/schedule/schedule-info';

export type ScheduleFilterParams = { [Name in 'q' | 'task' | 'paused' | 'managedBy']?: string | undefined };

/** Which schedules the list shows; all conditions must hold. In the words of the API. */
export type ScheduleFilter = {
  q?: string;
  task?: string;
  paused?: 'true' | 'false';
  managedBy?: ScheduleManager;
};

/** The filter that the address of the page stands for. What an old link says that is no condition is ignored. */
export function toScheduleFilter({ q, task, paused, managedBy }: ScheduleFilterParams): ScheduleFilter {
  const manager = MANAGERS.find((known) => known === managedBy);
  return {
    ...(q?.trim() && { q: q.trim() }),
    ...(task && { task }),
    ...((paused === 'true' || paused === 'false') && { paused }),
    ...(manager && { managedBy: manager }),
  };
}

/** The search parameters that clear every filter. */
export const NO_SCHEDULE_FILTER = { q: undefined, task: undefined, paused: undefined, managedBy: undefined };

export const isFiltered = (filter: ScheduleFilter): boolean => Object.keys(filter).length > 0;
