import { mayHoldSecrets } from '@fbrain/adapters/crypto/secret-json';
import type { Accepted } from '@fbrain/adapters/intake/run-intake';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { findSchedulesByName, type NamedSchedule } from '@fbrain/adapters/postgres/schedule-name-store';
import {
  createSchedules,
  getSchedule,
  removeSchedule,
  type StoredSchedule,
  updateSchedule,
} from '@fbrain/adapters/postgres/schedule-store';
import { DomainError, type FieldError } from '@fbrain/core/errors/domain-error';
import type { EventBus } from '@fbrain/core/event/live-event';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleField, ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { isName } from '@fbrain/core/task/task-name';
import type { Clock } from '@fbrain/core/time/clock';
import { isUuid } from '../http/uuid.ts';
import { withIdempotencyKey } from '../runs/create-run.ts';
import type { RequestOrigin } from '../runs/request-origin.ts';
import { type CheckDeps, checkSchedule, toRunRequest } from './check-schedule.ts';
import type { SchedulePatch } from './schedule-schemas.ts';

export interface ScheduleDeps extends CheckDeps {
  sql: Database;
  clock: Clock;
  events: EventBus;
}

/** @param key id or name. Throws DomainError `schedule-not-found`. */
export async function requireSchedule(sql: Database, key: string): Promise<ScheduleInfo> {
  const schedule = isKey(key) ? await getSchedule(sql, key) : null;
  if (!schedule) throw scheduleNotFound(key);
  return schedule;
}

/** What is neither id nor name cannot be one, and the database might refuse to look. */
const isKey = (key: string): boolean => isUuid(key) || isName(key);

export const scheduleNotFound = (key: string): DomainError =>
  new DomainError(
    'schedule-not-found',
    `There is no schedule "${key.slice(0, 100)}". GET /api/v1/schedules lists those there are.`,
  );

/**
 * Makes a schedule. One that is there already, just so and without secrets, is the answer: sending the same again does
 * no harm.
 * @throws DomainError `invalid`, `schedule-exists`
 */
export async function createSchedule(
  deps: ScheduleDeps,
  request: ScheduleRequest,
): Promise<{ schedule: ScheduleInfo; isNew: boolean }> {
  const { sql, clock, catalogue, events, intake } = deps;
  await catalogue.learn([request.task]);
  const nowMs = clock.now();
  checkSchedule(deps, request, { nowMs, createdAtMs: nowMs });
  const isNew = await createSchedules(
    sql,
    [{ id: Bun.randomUUIDv7(), request: intake.inputs.seal(request) }],
    nowMs,
  ).then(
    () => true,
    async (error: unknown) => {
      if (!(error instanceof DomainError && error.code === 'schedule-exists')) throw error;
      const existing = (await findSchedulesByName(sql, [request.name])).get(request.name);
      if (!existing || !isSameSchedule(existing, request)) throw error;
      return false;
    },
  );
  if (isNew) events.publish([{ kind: 'schedule' }]);
  return { schedule: await requireSchedule(sql, request.name), isNew };
}

/**
 * Whether a schedule is what a request would make, paused meanwhile or not. One that holds secrets never is: the answer
 * would tell whoever may write schedules whether a guess is right.
 */
export function isSameSchedule({ managedBy, request: existing }: NamedSchedule, request: ScheduleRequest): boolean {
  if (managedBy !== 'api' || mayHoldSecrets(JSON.stringify(existing))) return false;
  const textOf = ({ paused, ...rest }: ScheduleRequest) => canonicalJson(rest);
  return textOf(existing) === textOf(request);
}

/**
 * Changes fields of a schedule.
 * @param deps `mayBecome` is called with the task and the queue of its runs to come, and throws to refuse them
 * @throws DomainError `schedule-not-found`, `schedule-managed-by-code`, `invalid`, `schedule-exists`
 */
export async function patchSchedule(
  deps: ScheduleDeps & { mayBecome(task: string, queue: string): void },
  key: string,
  patch: SchedulePatch,
): Promise<ScheduleInfo> {
  const { task } = await requireSchedule(deps.sql, key);
  await deps.catalogue.learn([patch.task ?? task]);
  const nowMs = deps.clock.now();
  return await change(deps, key, (stored) => {
    refuseFieldsOfCode(stored, Object.keys(patch));
    // Stopping a schedule must always work, also when its task has since asked for another input.
    if (Object.keys(patch).every((field) => field === 'paused')) return applyPatch(stored.request, patch);
    const { inputs } = deps.intake;
    const request =
      patch.input === undefined
        ? applyPatch(inputs.open(stored.request), patch)
        : inputs.unmask(applyPatch(stored.request, patch), stored.request);
    // What is over may still be described anew, but not be given times that are over.
    const isTimed = TIMETABLE_FIELDS.some((field) => field in patch);
    checkSchedule(deps, request, { nowMs: isTimed ? nowMs : 0, createdAtMs: stored.createdAtMs });
    // Without a queue of its own they go to that of the task: taking one away is a change of queue, too.
    deps.mayBecome(request.task, request.queue ?? deps.catalogue.get(request.task).definition.queue);
    return inputs.seal(request);
  });
}

/** Pauses or resumes, whatever else may be wrong with the schedule. */
export async function setSchedulePaused(deps: ScheduleDeps, key: string, paused: boolean): Promise<ScheduleInfo> {
  return await change(deps, key, (stored) => {
    refuseFieldsOfCode(stored, ['paused']);
    return { ...stored.request, paused };
  });
}

async function change(
  { sql, events }: ScheduleDeps,
  key: string,
  toRequest: (stored: StoredSchedule) => ScheduleRequest,
): Promise<ScheduleInfo> {
  if (!isKey(key)) throw scheduleNotFound(key);
  let id = '';
  const isThere = await updateSchedule(sql, key, (stored) => {
    id = stored.id;
    return { request: toRequest(stored) };
  });
  if (!isThere) throw scheduleNotFound(key);
  events.publish([{ kind: 'schedule' }]);
  // By its id: the change may have been about its name.
  return await requireSchedule(sql, id);
}

/** Starts a run of a schedule now, paused or not: its slots stay as they are. */
export async function fireSchedule(
  { sql, intake, traceContext, caller }: ScheduleDeps & RequestOrigin,
  key: string,
  idempotencyKey: string | null,
): Promise<Accepted> {
  const schedule = await requireSchedule(sql, key);
  const request = withIdempotencyKey(toRunRequest(schedule), idempotencyKey);
  const fired = { id: schedule.id, slotAtMs: null, isQueued: false };
  return await intake.accept(request, { schedule: fired, traceContext, caller });
}

/** Removes a schedule; answers what it was. */
export async function deleteSchedule({ sql, events }: ScheduleDeps, key: string): Promise<ScheduleInfo> {
  const schedule = await requireSchedule(sql, key);
  const { managedBy, source, disabledReason } = schedule;
  if (managedBy === 'code' && disabledReason === null) {
    throw managedByCode(`${source} declares this schedule, so a worker would bring it back: remove it there.`);
  }
  if (!(await removeSchedule(sql, schedule.id))) throw scheduleNotFound(key);
  events.publish([{ kind: 'schedule' }]);
  return schedule;
}

const TIMINGS = ['cron', 'every', 'at'] as const;
const TIMETABLE_FIELDS = [...TIMINGS, 'anchor', 'timezone', 'startAt', 'endAt'] as const;

/** The request after a change; null takes a field away, a new timing takes the place of the old one. */
function applyPatch(request: ScheduleRequest, patch: SchedulePatch): ScheduleRequest {
  const isRetimed = TIMINGS.some((field) => patch[field] != null);
  const { cron, every, at, anchor, ...untimed } = request;
  const kept = isRetimed ? { ...untimed, ...(patch.every != null && anchor !== undefined && { anchor }) } : request;
  const merged = Object.entries({ ...kept, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged) as unknown as ScheduleRequest;
}

function refuseFieldsOfCode({ managedBy, editable, source }: StoredSchedule, fields: readonly string[]): void {
  if (managedBy === 'api') return;
  const foreign = fields.filter((field) => !editable.includes(field as ScheduleField));
  if (foreign.length === 0) return;
  const allowed =
    editable.length > 0 ? `only ${editable.join(', ')} can be changed here` : 'nothing can be changed here';
  throw managedByCode(
    `${source} declares this schedule and ${allowed}: change ${foreign.join(', ')} there, or list it in "editable".`,
    foreign.map((field) => ({ path: `/${field}`, message: 'is decided by the task file' })),
  );
}

const managedByCode = (message: string, fields: readonly FieldError[] = []): DomainError =>
  new DomainError('schedule-managed-by-code', message, { fields });
