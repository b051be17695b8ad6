import { collecting } from '../errors/collecting.ts';
import { type FieldError, invalidFields } from '../errors/domain-error.ts';
import { findJsonFault } from '../run/json.ts';
import { isName, NAME_RULE } from '../task/task-name.ts';
import { parseDuration } from '../time/duration.ts';
import { prepareTimetable, type TimetableContext } from './prepare-timetable.ts';
import {
  DEFAULT_MISSED,
  MAX_JITTER_MS,
  MAX_MISSED_COUNT,
  MISSED_POLICIES,
  OVERLAP_POLICIES,
  type ScheduleDefinition,
  type ScheduledRun,
  type ScheduleRequest,
} from './schedule.ts';

const MAX_DESCRIPTION_LENGTH = 1_000;

/**
 * Completes a request with the defaults. Throws a DomainError `invalid` that names every bad field. The options of the
 * run are checked by `prepareRun`, which knows the task.
 */
export function prepareSchedule(request: ScheduleRequest, context: TimetableContext): ScheduleDefinition {
  const faults: FieldError[] = [];
  const check = (isValid: boolean, path: string, message: string) => {
    if (!isValid) faults.push({ path, message });
  };
  const when = collecting(faults);
  const timetable = when(() => prepareTimetable(request, context));
  const jitterMs = when(() => parseDuration(request.jitter ?? '0s', '/jitter')) ?? 0;
  const maxAgeMs = when(() => maxAgeOf(request)) ?? DEFAULT_MISSED.maxAgeMs;
  const { policy = DEFAULT_MISSED.policy, maxCount = DEFAULT_MISSED.maxCount } = request.missed ?? {};
  const overlap = request.overlap ?? 'allow';
  const description = request.description ?? null;
  check(isName(request.name), '/name', NAME_RULE);
  check((description ?? '').length <= MAX_DESCRIPTION_LENGTH, '/description', 'must be at most 1000 characters');
  check(MISSED_POLICIES.includes(policy), '/missed/policy', `must be one of ${MISSED_POLICIES.join(', ')}`);
  check(OVERLAP_POLICIES.includes(overlap), '/overlap', `must be one of ${OVERLAP_POLICIES.join(', ')}`);
  check(
    Number.isInteger(maxCount) && maxCount >= 1 && maxCount <= MAX_MISSED_COUNT,
    '/missed/maxCount',
    `must be a whole number from 1 to ${MAX_MISSED_COUNT}; to fire no missed slot, use the policy "skip"`,
  );
  for (const field of ['description', 'input', 'metadata'] as const) {
    // An import may bring JSON inside of a text, which nobody has looked at before.
    const fault = findJsonFault(request[field]);
    if (fault) faults.push({ path: `/${field}${fault.pointer}`, message: fault.message });
  }
  check(jitterMs <= MAX_JITTER_MS, '/jitter', 'must be at most "1d"');
  if (faults.length > 0 || timetable === undefined) throw invalidFields(faults);
  const missed = { policy, maxCount, maxAgeMs };
  const { name, paused = false } = request;
  return { name, description, timetable, missed, overlap, jitterMs, paused, run: runOf(request) };
}

const maxAgeOf = ({ missed }: ScheduleRequest): number =>
  missed?.maxAge === undefined ? DEFAULT_MISSED.maxAgeMs : parseDuration(missed.maxAge, '/missed/maxAge');

/** The part of a request that every slot hands to its run. */
function runOf(request: ScheduleRequest): ScheduledRun {
  const { name, description, cron, every, anchor, at, timezone, startAt, endAt, ...rest } = request;
  const { missed, overlap, jitter, paused, ...run } = rest;
  return run;
}
