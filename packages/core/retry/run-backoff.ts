import { collecting } from '../errors/collecting.ts';
import { type FieldError, invalidFields } from '../errors/domain-error.ts';
import { parseDuration } from '../time/duration.ts';
import { type Backoff, DEFAULT_RETRY, findBackoffFaults } from './retry-policy.ts';

const FORM = 'must be an object such as {"kind":"fixed","initial":"10s"}';
const FIELDS = Object.keys(DEFAULT_RETRY.backoff);

/**
 * The backoff of a run that asks for another one than its task has; what it leaves out is the task's. Null = it does not.
 * @throws DomainError `invalid` that names every bad field
 */
export function runBackoff(wish: Partial<Backoff> | undefined, ofTask: Backoff): Backoff | null {
  if (wish === undefined) return null;
  if (typeof wish !== 'object' || wish === null || Array.isArray(wish)) {
    throw invalidFields([{ path: '/backoff', message: FORM }]);
  }
  const backoff = { ...ofTask, ...wish };
  const faults = Object.keys(wish)
    .filter((field) => !FIELDS.includes(field))
    .map((field): FieldError => ({ path: `/backoff/${field}`, message: `is unknown; ${FORM}` }));
  for (const { field, message } of findBackoffFaults(backoff)) faults.push({ path: `/backoff/${field}`, message });
  const when = collecting(faults);
  const initialMs = when(() => parseDuration(backoff.initial, '/backoff/initial'));
  const maxMs = when(() => parseDuration(backoff.max, '/backoff/max'));
  // The wait would silently be the shorter one.
  if (initialMs !== undefined && maxMs !== undefined && initialMs > maxMs) {
    faults.push({ path: '/backoff/initial', message: `must not be longer than max, which is ${backoff.max}` });
  }
  if (faults.length > 0) throw invalidFields(faults);
  return Object.keys(wish).length === 0 ? null : backoff;
}
