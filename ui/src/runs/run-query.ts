import { DATA_ROOTS, type RunSearch } from '@fbrain/core/page/run-filter';
import { isRunState } from '@fbrain/core/run/run-state';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { type QueryToken, queryTokens, quote } from './query-tokens.ts';

/** Why a word of a query cannot be understood. */
export type QueryFault = 'state' | 'age' | 'time' | 'id' | 'twice' | 'empty' | 'unknown';

export interface RunQuery {
  search: RunSearch;
  /** Words that are left out of the search, and why; unknown conditions are looked for as text. */
  faults: { word: string; fault: QueryFault }[];
}

/** Fields that take one text each, with the name they have in the filter. */
const FIELDS = {
  task: 'task',
  queue: 'queue',
  tag: 'tag',
  worker: 'worker',
  schedule: 'schedule',
  parent: 'parentId',
  replay: 'replayOf',
  error: 'error',
  fingerprint: 'fingerprint',
} as const;
const BY_ID = { worker: 'workerId', schedule: 'scheduleId' } as const;
/** Those of which one run has exactly one, so that several mean any of them. */
const LISTS = new Set(['task', 'queue']);

/** Every name that a condition can begin with. */
export const QUERY_KEYS = [...Object.keys(FIELDS), 'state', 'age', 'after', 'before'].sort();

const DURATION = new RegExp(DURATION_PATTERN);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads what a person typed, such as `state:failed task:csv.* input.order:42 age>1h "connection refused"`. Words that
 * are no condition are text to look for.
 */
export function parseRunQuery(text: string): RunQuery {
  const query: RunQuery = { search: { states: [] }, faults: [] };
  const words: string[] = [];
  for (const token of queryTokens(text)) {
    const fault = readToken(token, query.search, words);
    if (fault) query.faults.push({ word: text.slice(token.start, token.end), fault });
  }
  if (words.length > 0) query.search.q = words.join(' ');
  return query;
}

/** Adds a word to the search; answers why it cannot be. */
function readToken({ key, operator, value }: QueryToken, search: RunSearch, words: string[]): QueryFault | null {
  if (key === null || !isKnown(key)) {
    words.push(key === null ? value : `${key}${operator}${value}`);
    return key === null || isAddress(value) ? null : 'unknown';
  }
  if (value === '') return 'empty';
  if (isData(key)) {
    search.data = [...(search.data ?? []), `${key}:${value}`];
    return null;
  }
  if (key === 'state') return readStates(value, search);
  if (key === 'age') return readAge(operator, value, search);
  if (key === 'after' || key === 'before') return readTime(key, value, search);
  return readField(key as keyof typeof FIELDS, value, search);
}

const isData = (key: string): boolean => DATA_ROOTS.some((root) => key.startsWith(`${root}.`) && key !== `${root}.`);
/** What follows the scheme of a URL. */
const isAddress = (value: string): boolean => value.startsWith('//');
const isKnown = (key: string): boolean => QUERY_KEYS.includes(key) || isData(key);

function readStates(value: string, search: RunSearch): QueryFault | null {
  const names = value.split(',').filter(Boolean);
  search.states = [...new Set([...search.states, ...names.filter(isRunState)])];
  return names.every(isRunState) ? null : 'state';
}

function readAge(operator: QueryToken['operator'], value: string, search: RunSearch): QueryFault | null {
  if (operator === ':' || !DURATION.test(value)) return 'age';
  search[operator === '>' ? 'olderThan' : 'youngerThan'] = value;
  return null;
}

function readTime(key: 'after' | 'before', value: string, search: RunSearch): QueryFault | null {
  // A day or a time without a zone is the reader's own.
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00` : value);
  if (!/^\d{4}-/.test(value) || Number.isNaN(ms)) return 'time';
  search[key === 'after' ? 'createdAfter' : 'createdBefore'] = new Date(ms).toISOString();
  return null;
}

function readField(key: keyof typeof FIELDS, value: string, search: RunSearch): QueryFault | null {
  if ((key === 'parent' || key === 'replay') && !UUID.test(value)) return 'id';
  const field = UUID.test(value) && key in BY_ID ? BY_ID[key as keyof typeof BY_ID] : FIELDS[key];
  const before = search[field];
  if (before !== undefined && before !== value && !LISTS.has(key)) return 'twice';
  search[field] = before !== undefined && before !== value ? `${before},${value}` : value;
  return null;
}

/** The query that reads as this search: what the field shows for the address of the page. */
export function formatRunQuery(search: RunSearch): string {
  const condition = (key: string, value: string | undefined) => (value === undefined ? [] : [`${key}:${quote(value)}`]);
  return [
    ...(search.states.length > 0 ? [`state:${search.states.join(',')}`] : []),
    ...Object.entries(FIELDS).flatMap(([key, field]) => condition(key, search[field])),
    ...Object.entries(BY_ID).flatMap(([key, field]) => condition(key, search[field])),
    ...(search.data ?? []).flatMap((data) => condition(...splitData(data))),
    ...(search.olderThan === undefined ? [] : [`age>${search.olderThan}`]),
    ...(search.youngerThan === undefined ? [] : [`age<${search.youngerThan}`]),
    ...condition('after', search.createdAfter),
    ...condition('before', search.createdBefore),
    ...(search.q === undefined ? [] : [quote(search.q)]),
  ].join(' ');
}

const splitData = (data: string): [string, string] => {
  const colon = data.indexOf(':');
  return [data.slice(0, colon), data.slice(colon + 1)];
};
