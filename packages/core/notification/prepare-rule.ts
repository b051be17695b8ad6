import { collecting } from '../errors/collecting.ts';
import { type FieldError, invalidFields } from '../errors/domain-error.ts';
import { parseDuration } from '../time/duration.ts';
import type { RuleCondition, RuleKind, RuleRequest } from './rule.ts';

/** The fields of each kind, with their defaults. No tag = any. */
const FIELDS: Readonly<Record<RuleKind, RuleCondition>> = {
  'run-failed': { task: '*', queue: '*', tag: '' },
  'schedule-missed': { schedule: '*' },
  'failure-rate': { task: '*', queue: '*', rate: 0.2, window: '5m', minRuns: 10 },
  'queue-stuck': { queue: '*', olderThan: '5m' },
};

export const DEFAULT_THROTTLE = '5m';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DURATIONS = {
  '/condition/window': [MINUTE_MS, DAY_MS],
  '/condition/olderThan': [10_000, 7 * DAY_MS],
  '/throttle': [10_000, 7 * DAY_MS],
} as const;

/** Completes a rule with defaults. Throws a DomainError `invalid` that names every bad field. */
export function prepareRule(request: RuleRequest): Required<RuleRequest> {
  const faults: FieldError[] = [];
  const fault = (path: string, message: string) => faults.push({ path, message });
  const { kind, condition = {}, throttle = DEFAULT_THROTTLE, enabled = true } = request;
  const fields = FIELDS[kind];
  for (const name of Object.keys(condition)) {
    if (!(name in fields))
      fault(`/condition/${name}`, `is not for ${kind} rules; theirs: ${Object.keys(fields).join(', ')}`);
  }
  const whole: RuleCondition = { ...fields, ...condition };
  if (whole.tag === '') delete whole.tag;
  const checkDuration = (path: keyof typeof DURATIONS, text: string | undefined) => {
    if (text === undefined) return;
    const ms = collecting(faults)(() => parseDuration(text, path));
    const [min, max] = DURATIONS[path];
    if (ms !== undefined && (ms < min || ms > max)) fault(path, `must be from ${min / 1_000}s to ${max / DAY_MS}d`);
  };
  checkDuration('/condition/window', whole.window);
  checkDuration('/condition/olderThan', whole.olderThan);
  checkDuration('/throttle', throttle);
  if (request.name.trim() === '') fault('/name', 'must not be empty');
  if (faults.length > 0) throw invalidFields(faults);
  const channels = [...new Set(request.channels)];
  return { name: request.name.trim(), kind, condition: whole, channels, throttle, enabled };
}
