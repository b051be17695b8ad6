import type { RunSearch } from '@fbrain/core/page/run-filter';
import { isRunState, type RunState } from '@fbrain/core/run/run-state';

export type RunFilterParams = Partial<Record<string, string | string[]>>;

const TEXT_FIELDS = [
  'task',
  'queue',
  'tag',
  'workerId',
  'worker',
  'scheduleId',
  'schedule',
  'parentId',
  'replayOf',
  'q',
  'error',
  'fingerprint',
  'olderThan',
  'youngerThan',
  'createdAfter',
  'createdBefore',
] as const;

/** The filter that the address of the page stands for. Unknown states in an old link are ignored. */
export function toRunFilter(params: RunFilterParams): RunSearch {
  const filter: RunSearch = { states: asList(params.state).filter(isRunState) };
  for (const field of TEXT_FIELDS) {
    const value = asList(params[field]).at(-1)?.trim();
    if (value) filter[field] = value;
  }
  const data = asList(params.data).filter(Boolean);
  if (data.length > 0) filter.data = data;
  return filter;
}

/** The states after one chip was pressed. */
export const toggleState = (states: readonly RunState[], state: RunState): RunState[] =>
  states.includes(state) ? states.filter((other) => other !== state) : [...states, state];

/** The search parameters that clear every filter. */
export const NO_FILTER: Record<string, undefined> = Object.fromEntries(
  ['state', 'data', ...TEXT_FIELDS].map((name) => [name, undefined]),
);

/** The search parameters of a filter, and of nothing else. */
export const toParams = ({ states, ...rest }: RunSearch): Record<string, string | string[] | undefined> => ({
  ...NO_FILTER,
  ...rest,
  ...(states.length > 0 ? { state: states } : {}),
});

export const isFiltered = (filter: RunSearch): boolean => filter.states.length > 0 || Object.keys(filter).length > 1;

const asList = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
