import { parseCron } from '@fbrain/adapters/cron/parse-cron';
import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import { DomainError, type FieldError, invalidFields } from '@fbrain/core/errors/domain-error';
import type { RunRequest } from '@fbrain/core/run/run-request';
import { prepareSchedule } from '@fbrain/core/schedule/prepare-schedule';
import type { ScheduledRun, ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { isUuid } from '../http/uuid.ts';

export interface CheckDeps {
  intake: RunIntake;
  catalogue: TaskCatalogue;
}

interface CheckContext {
  /** What can never fire after this instant is refused. */
  nowMs: number;
  createdAtMs: number;
}

/** Paths that other routes have below /schedules: by such a name a schedule could not be reached. */
const RESERVED_NAMES = ['preview', 'upcoming', 'calendar', 'import'];

/**
 * Checks a schedule and the runs it will start, whose task the catalogue must have learned before.
 * @throws DomainError `invalid` that names every bad field
 */
export function checkSchedule(deps: CheckDeps, request: ScheduleRequest, context: CheckContext): void {
  const faults = [
    ...faultsOf(() => prepareSchedule(request, { ...context, parseCron })),
    ...faultsOf(() => deps.intake.prepare(toRunRequest(request))),
  ];
  if (RESERVED_NAMES.includes(request.name)) {
    faults.push({ path: '/name', message: `must not be ${RESERVED_NAMES.join(', ')}: those are routes of the API` });
  }
  if (isUuid(request.name)) {
    faults.push({ path: '/name', message: 'must not look like an id: a schedule of that id would be looked for' });
  }
  // Input and metadata are looked at by both.
  const unique = new Map(faults.map((fault) => [`${fault.path} ${fault.message}`, fault]));
  if (faults.length > 0) throw invalidFields([...unique.values()]);
}

/** The run that each slot starts. */
export function toRunRequest(request: ScheduledRun): RunRequest {
  const { task, input, queue, priority, rank, tags, metadata, timeout, maxAttempts, ttl, concurrencyKey } = request;
  const all = { input, queue, priority, rank, tags, metadata, timeout, maxAttempts, ttl, concurrencyKey };
  return { task, ...Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) };
}

function faultsOf(check: () => unknown): readonly FieldError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // The body names the task, so this is a fault of the body, not a thing that is not there.
    if (error.code === 'unknown-task') return [{ path: '/task', message: `is not known. ${error.message}` }];
    return error.fields;
  }
}
