import { invalid } from '@fbrain/core/errors/domain-error';
import { fixAges, parseDataCondition, type RunFilter, type RunSelection, toFilter } from '@fbrain/core/page/run-filter';

/** The filter that the parameters of a list stand for at an instant. Throws DomainError `invalid`. */
export const toRunFilter = (selection: RunSelection, nowMs: number): RunFilter => toFilter(settle(selection, nowMs));

/** The same with instants that the database can hold, ages among them. Throws DomainError `invalid`. */
export function settle({ createdAfter, createdBefore, ...same }: RunSelection, nowMs: number): RunSelection {
  for (const condition of same.data ?? []) parseDataCondition(condition);
  const bounded = {
    ...same,
    ...(createdAfter === undefined ? {} : { createdAfter: toInstant(createdAfter, 'createdAfter') }),
    ...(createdBefore === undefined ? {} : { createdBefore: toInstant(createdBefore, 'createdBefore') }),
  };
  return fixAges(bounded, nowMs);
}

/** No run is older than the epoch or younger than this; times beyond are shortened to what ids and dates can hold. */
const LATEST_MS = Date.UTC(9999, 0);

/** The form was checked; this refuses what is no date all the same, such as a 61st minute. */
function toInstant(text: string, name: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw invalid(name, `must be an instant such as "2026-11-22T10:00:00Z", got "${text}"`);
  return new Date(Math.min(Math.max(ms, 0), LATEST_MS)).toISOString();
}
