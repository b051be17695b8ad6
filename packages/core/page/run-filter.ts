import { invalid } from '../errors/domain-error.ts';
import type { RunState } from '../run/run-state.ts';
import { type Duration, parseDuration } from '../time/duration.ts';

/** Which runs a list shows; all conditions must hold. */
export interface RunFilter {
  /** Any of these states; empty = all. */
  states: RunState[];
  /** Names of tasks, separated by commas; `*` stands for any text: "csv.*,report.build". */
  task?: string;
  /** As `task`. */
  queue?: string;
  /** Names and patterns as in `task`: what the token that asks is limited to, beside what it asks for. */
  taskReach?: string;
  queueReach?: string;
  tag?: string;
  workerId?: string;
  /** Name of the worker of the latest attempt. */
  worker?: string;
  scheduleId?: string;
  /** Name of the schedule. */
  schedule?: string;
  /** Run that started it. */
  parentId?: string;
  /** Run that it does again. */
  replayOf?: string;
  /** Text that the id, the task name, a tag or the error message contains, case ignored. */
  q?: string;
  /** Text that the error message contains, case ignored. */
  error?: string;
  /** That of the latest error. */
  fingerprint?: string;
  /** Values inside input, output or metadata: "input.order.id:42". */
  data?: string[];
  createdAfter?: string;
  createdBefore?: string;
}

/** A filter that may also name its runs. */
export interface RunPick extends RunFilter {
  ids?: string[];
}

/** Ages of runs, which mean another instant each time they are asked for. */
export interface RunAges {
  /** Created longer ago than this. */
  olderThan?: Duration;
  /** Created no longer ago than this. */
  youngerThan?: Duration;
}

/** A filter as a page keeps it. */
export interface RunSearch extends RunFilter, RunAges {}

/** The same in the words of the API. */
export interface RunSelection extends Omit<RunPick, 'states'>, RunAges {
  state?: RunState[];
}

export const toFilter = ({ state, ...conditions }: RunSelection): RunPick => ({ states: state ?? [], ...conditions });

/** Ages as instants; of two bounds on the same side the narrower one holds. Throws DomainError `invalid`. */
export function fixAges({ olderThan, youngerThan, ...selection }: RunSelection, nowMs: number): RunSelection {
  const { createdAfter, createdBefore } = selection;
  const ago = (age: Duration, field: string) => new Date(nowMs - parseDuration(age, field)).toISOString();
  const before = olderThan === undefined ? undefined : ago(olderThan, 'olderThan');
  const after = youngerThan === undefined ? undefined : ago(youngerThan, 'youngerThan');
  return {
    ...selection,
    ...(before && (createdBefore === undefined || before < createdBefore) ? { createdBefore: before } : {}),
    ...(after && (createdAfter === undefined || after > createdAfter) ? { createdAfter: after } : {}),
  };
}

export const DATA_ROOTS = ['input', 'output', 'metadata'] as const;
export type DataRoot = (typeof DATA_ROOTS)[number];

/** A value somewhere inside the data of a run; the path has at least one step. */
export interface DataCondition {
  root: DataRoot;
  path: string[];
  value: string;
}

/** JSON Schema pattern of a condition on data. */
export const DATA_PATTERN = '^(input|output|metadata)(\\.[^.:\\u0000]+)+:[^\\u0000]*$';
const DATA = /^(input|output|metadata)\.([^:]+):([\s\S]*)$/;

/** Reads "input.order.id:42". Throws DomainError `invalid`. */
export function parseDataCondition(text: string): DataCondition {
  const [, root, path, value] = DATA.exec(text) ?? [];
  const steps = path?.split('.') ?? [];
  if (root === undefined || value === undefined || steps.some((step) => step === '')) {
    throw invalid('data', `must look like "input.order.id:42", got "${text.slice(0, 100)}"`);
  }
  return { root: root as DataRoot, path: steps, value };
}

/** The names and the patterns that a `task` or `queue` condition lists. */
export function splitNames(text: string): { names: string[]; patterns: string[] } {
  const parts = text.split(',').flatMap((part) => part.trim() || []);
  return { names: parts.filter((part) => !part.includes('*')), patterns: parts.filter((part) => part.includes('*')) };
}
