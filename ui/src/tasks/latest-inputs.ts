import type { Page } from '@fbrain/core/page/page';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import type { Json } from '@fbrain/core/run/json';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import { withoutMasks } from './form/secret-input.ts';

export interface EarlierInput {
  input: Json;
  /** When the latest run of it was asked for. */
  at: string;
}

/** So many are offered. */
const WANTED = 5;
/** A schedule that gives its task the same input each minute would have us read forever. */
const MAX_PAGES = 4;

export interface RunReader {
  /** The newest runs of the task, a few at a time. */
  listRuns(cursor: string | null): Promise<Page<RunSummary>>;
  getRun(id: string): Promise<Pick<Run, 'input' | 'createdAt'>>;
}

/** The latest different inputs of a task, the newest first, without secrets: a handful of runs is read at a time. */
export async function latestInputs({ listRuns, getRun }: RunReader): Promise<EarlierInput[]> {
  const found = new Map<string, EarlierInput>();
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, nextCursor }: Page<RunSummary> = await listRuns(cursor);
    for (const { input, createdAt } of await Promise.all(items.map(({ id }) => getRun(id)))) {
      const shown = withoutMasks(input);
      const key = canonicalJson(shown);
      if (!found.has(key)) found.set(key, { input: shown, at: createdAt });
    }
    if (found.size >= WANTED || nextCursor === null) break;
    cursor = nextCursor;
  }
  return [...found.values()].slice(0, WANTED);
}
