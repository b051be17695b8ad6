import type { RunFilter } from '@fbrain/core/page/run-filter';
import { isRunState, type RunState } from '@fbrain/core/run/run-state';

export type RunFilterParams = Partial<Record<string, string | string[]>>;

const TEXT_FIELDS = ['task', 'queue', 'tag', 'workerId', 'scheduleId', 'q', 'createdAfter', 'createdBefore'] as const;
export type RunFilterField = (typeof TEXT_FIELDS)[number];

/** The filter that the address of the page stands for. Unknown states in an old link are ignored. */
export function toRunFilter(params: RunFilterParams): RunFilter {
  const filter: RunFilter = { states: asList(params.state).filter(isRunState) };
  for (const field of TEXT_FIELDS) {
    const value = asList(params[field]).at(-1)?.trim();
    if (value) filter[field] = value;
  }
  return filter;
}

/** The states after one chip was pressed. */
export const toggleState = (states: readonly RunState[], state: RunState): RunState[] =>
  states.includes(state) ? states.filter((other) => other !== state) : [...states, state];

/** The search parameters that clear every filter. */
export const NO_FILTER = Object.fromEntries(['state', ...TEXT_FIELDS].map((name) => [name, undefined]));

export const isFiltered = (filter: RunFilter): boolean => filter.states.length > 0 || Object.keys(filter).length > 1;

const asList = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
