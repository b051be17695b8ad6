import { DomainError } from '@fbrain/core/errors/domain-error';
import { jitterOffsetMs } from '@fbrain/core/schedule/jitter-offset';
import { prepareSchedule } from '@fbrain/core/schedule/prepare-schedule';
import { DEFAULT_MISSED, type ScheduleDefinition, type ScheduleRequest } from '@fbrain/core/schedule/schedule';
import {
  SCHEDULE_FIELDS,
  type ScheduleField,
  type ScheduleInfo,
  type ScheduleManager,
  type ScheduleSlot,
} from '@fbrain/core/schedule/schedule-info';
import { nextSlot } from '@fbrain/core/schedule/slots';
import { formatDuration, parseDuration } from '@fbrain/core/time/duration';
import { parseCron } from '../cron/parse-cron.ts';
import type { Queryable } from './connection.ts';

/** A row of `fbrain.schedule`. Its request lacks the name and the pause, which have columns of their own. */
export interface ScheduleRow {
  id: string;
  name: string;
  request: Omit<ScheduleRequest, 'name' | 'paused'>;
  paused: boolean;
  managedBy: ScheduleManager;
  source: string | null;
  editable: ScheduleField[];
  disabledReason: string | null;
  problem: string | null;
  cursorAt: Date;
  nextDueAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const scheduleColumns = (sql: Queryable) => sql`
  id, name, request, paused, managed_by, source, editable, disabled_reason, problem, cursor_at, next_due_at,
  created_at, updated_at`;

/** The request as it would be made today. */
export const toRequest = ({ request, name, paused }: Pick<ScheduleRow, 'request' | 'name' | 'paused'>) =>
  ({ ...request, name, paused }) as ScheduleRequest;

/** Takes apart what `toRequest` puts together. */
export function toColumns({ name, paused = false, ...request }: ScheduleRequest) {
  return { name, paused, request, task: request.task };
}

/**
 * The definition that a stored request stands for. It was checked when it came, so this throws only if the rules have
 * changed since then, such as those of a release after this one. That no slot is left is no fault here.
 */
export function readDefinition(request: ScheduleRequest, createdAtMs: number): ScheduleDefinition {
  return prepareSchedule(request, { nowMs: 0, createdAtMs, parseCron });
}

/** As readDefinition; null = it cannot be read any more. */
export function readDefinitionOrNull(request: ScheduleRequest, createdAtMs: number): ScheduleDefinition | null {
  try {
    return readDefinition(request, createdAtMs);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return null;
  }
}

/** Not from `next_due_at`: of a schedule that was put off it is when to try again, which is no slot. */
function nextSlotOf(row: ScheduleRow): number | null {
  if (row.nextDueAt === null) return null;
  const definition = readDefinitionOrNull(toRequest(row), row.createdAt.getTime());
  return definition && nextSlot(definition.timetable, row.cursorAt.getTime());
}

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** @param slots the latest ones, newest first */
export function toScheduleInfo(row: ScheduleRow, slots: readonly ScheduleSlot[]): ScheduleInfo {
  const { id, request, managedBy, source, disabledReason, problem } = row;
  const { policy = DEFAULT_MISSED.policy, maxCount = DEFAULT_MISSED.maxCount } = request.missed ?? {};
  const maxAge = request.missed?.maxAge ?? formatDuration(DEFAULT_MISSED.maxAgeMs);
  const jitter = request.jitter ?? '0s';
  const offsetMs = jitterOffsetMs(id, parseDuration(jitter, '/jitter'));
  const nextSlotMs = nextSlotOf(row);
  return {
    ...toRequest(row),
    id,
    paused: row.paused,
    description: request.description ?? null,
    timezone: request.timezone ?? 'UTC',
    missed: { policy, maxCount, maxAge },
    overlap: request.overlap ?? 'allow',
    jitter,
    managedBy,
    source,
    editable: managedBy === 'api' ? [...SCHEDULE_FIELDS] : row.editable,
    disabledReason,
    problem,
    nextSlotAt: isoOrNull(nextSlotMs),
    nextDueAt: isoOrNull(nextSlotMs === null ? null : nextSlotMs + offsetMs),
    lastSlot: slots[0] ?? null,
    recent: slots.map(({ slotAt, outcome, runState }) => ({ slotAt, outcome, runState })).reverse(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
