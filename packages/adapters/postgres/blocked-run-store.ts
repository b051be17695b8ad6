import {
  type Admission,
  type Candidate,
  comparePlaces,
  createAdmission,
  type LimitUse,
  START_AHEAD_US,
} from '@fbrain/core/queue/admit-runs';
import type { ReadyHint } from '@fbrain/core/transport/transport';
import { isIn } from './claim-guards.ts';
import type { Database } from './connection.ts';
import { readLimits } from './limit-store.ts';

/**
 * Runs that wait for room under a limit. Each waits in the line of one limit, `blocked_by`; the index `run_blocked`
 * keeps the lines in order, so that only the heads of lines that have room are read, however many wait.
 */

/** A run that is ready again. */
export interface ReleasedRun extends ReadyHint {
  task: string;
  attempt: number;
}

export interface Release {
  released: ReleasedRun[];
  /** When to look again, if nothing ends and no limit changes before; null = there is nothing to wait for. */
  nextInMs: number | null;
  /** The last of the lines, if there are more than were looked at: go on after it. */
  lastLine: string | null;
}

/** Runs released by one statement. */
const BATCH = 1_000;
/** Lines looked at in one go. */
const MAX_LINES = 1_000;
/** Runs read beyond those that fit: some turn out to wait for another limit. */
const SPARE = 50;
/** A line whose head waits for other limits is gone through in so many steps at a time. */
const MAX_ROUNDS = 5;
/** Tokens of a fast rate are waited for together: they are given out this long before their time anyway. */
const MIN_WAIT_MS = 50;
/** A limit without a clock: its room comes back with the end of a run, which is reported apart. */
const CHECK_MS = 1_000;

/** A blocked run at the head of its line. */
interface Head extends Candidate {
  line: string;
  isPaused: boolean;
}

/** What becomes of a head: ready, or over into another line. */
interface Move {
  id: string;
  line: string;
  state: 'queued' | 'blocked';
  blockedBy: string | null;
  /** Those in which it takes room. */
  limits: readonly string[];
}

/**
 * Makes blocked runs ready where all of their limits have room: those in the lines of the given limits, or in all lines
 * after one. No more than fit: the claim decides again, so one too many does no harm, and one too few is found with the
 * next look.
 */
export async function releaseBlocked(sql: Database, lines: readonly string[] | { after: string }): Promise<Release> {
  const names = 'after' in lines ? await listLines(sql, lines.after) : lines;
  const released: ReleasedRun[] = [];
  const promised = new Map<string, number>();
  let open = names;
  let nextInMs: number | null = null;
  for (let round = 0; open.length > 0 && round < MAX_ROUNDS; round++) {
    const step = await releaseHeads(sql, open, promised);
    released.push(...step.released);
    open = step.unfinished;
    nextInMs = soonest([nextInMs, open.length > 0 ? 0 : null, step.nextInMs]);
  }
  const hasMore = 'after' in lines && names.length === MAX_LINES;
  return { released, nextInMs, lastLine: hasMore ? (names.at(-1) ?? null) : null };
}

const soonest = (waits: readonly (number | null)[]): number | null =>
  waits.reduce((first, wait) => (first === null || wait === null ? (first ?? wait) : Math.min(first, wait)), null);

/** Names of the limits that block runs: one look into the index for each. */
async function listLines(sql: Database, after: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    with recursive line as (
      select ${after}::text as name
      union all
      select (
        select blocked_by from fbrain.run
        where blocked_by > line.name and state = 'blocked'
        order by blocked_by
        limit 1
      )
      from line where line.name is not null
    )
    select name from line where name <> ${after} limit ${MAX_LINES}`;
  return rows.map(({ name }) => name);
}

/**
 * One step: at most a batch of each line that has room. `promised` is the room that earlier steps gave away under limits
 * other than those of the lines, which the database counts.
 */
async function releaseHeads(sql: Database, names: readonly string[], promised: Map<string, number>) {
  const { uses, nowUs } = await readLimits(sql, names);
  const lines = uses.filter(({ firstBlocked }) => firstBlocked !== null);
  const heads = await readHeads(sql, withRoom(lines, nowUs));
  const others = [...new Set(heads.flatMap(({ limits }) => limits))].filter((name) => !names.includes(name));
  const further = others.length === 0 ? [] : (await readLimits(sql, others)).uses;
  // Nobody in a line is behind it.
  const known = [...lines, ...further].map((use) => ({
    ...use,
    pending: use.pending + (promised.get(use.name) ?? 0),
    firstBlocked: null,
  }));
  const admission = createAdmission(known, nowUs);
  const moves = heads.toSorted(comparePlaces).flatMap((run) => moveOf(run, admission));
  for (const { blockedBy, state, limits } of moves) {
    if (state === 'blocked') continue;
    for (const name of limits.filter((other) => other !== blockedBy)) promised.set(name, (promised.get(name) ?? 0) + 1);
  }
  const stuck = new Set(heads.filter(({ id }) => !moves.some((move) => move.id === id)).map(({ line }) => line));
  return {
    released: await makeMoves(sql, moves),
    // All that were read of the line have left it: there may be more who can.
    unfinished: [...new Set(moves.map(({ line }) => line))].filter((line) => !stuck.has(line)),
    nextInMs: soonest(lines.map((use) => waitMs(use, admission, nowUs))),
  };
}

/** How many heads to read of each line that has room. A limit that has gone lets all go. */
function withRoom(lines: readonly LimitUse[], nowUs: number): { line: string; take: number }[] {
  const admission = createAdmission(lines, nowUs);
  return lines.flatMap(({ name }) => {
    const room = admission.room(name);
    return room > 0 ? [{ line: name, take: Math.min(room + SPARE, BATCH) }] : [];
  });
}

async function readHeads(sql: Database, lines: readonly { line: string; take: number }[]): Promise<Head[]> {
  if (lines.length === 0) return [];
  return await sql<Head[]>`
    select head.*, array(select name from fbrain.run_limit where run_id = head.id order by place) as limits,
           exists (select from fbrain.queue where name = head.queue and paused) as is_paused
    from json_to_recordset(${JSON.stringify(lines)}::text::json) as wanted(line text, take integer)
    cross join lateral (
      select id, band, rank, queue, wanted.line
      from fbrain.run
      where blocked_by = wanted.line and state = 'blocked'
      order by band, rank desc, id
      limit wanted.take
    ) as head`;
}

function moveOf({ id, line, isPaused, ...place }: Head, admission: Admission): Move[] {
  // It waits for its queue, which takes no room of a limit.
  if (isPaused) return [{ id, line, state: 'queued', blockedBy: null, limits: [] }];
  const verdict = admission.admit({ id, ...place });
  if ('startUs' in verdict) return [{ id, line, state: 'queued', blockedBy: line, limits: place.limits }];
  return verdict.blockedBy === line ? [] : [{ id, line, state: 'blocked', blockedBy: verdict.blockedBy, limits: [] }];
}

async function makeMoves(sql: Database, moves: readonly Move[]): Promise<ReleasedRun[]> {
  if (moves.length === 0) return [];
  return await sql<ReleasedRun[]>`
    with wanted as (
      select * from json_to_recordset(${JSON.stringify(moves)}::text::json)
        as m(id uuid, line text, state text, "blockedBy" text)
    ),
    moved as (
      update fbrain.run
      set state = wanted.state, blocked_by = wanted."blockedBy",
          queued_at = case when wanted.state = 'queued' then now() else run.queued_at end
      from wanted
      where run.id = any(array(select id from wanted)) and run.id = wanted.id
        and ${isIn(sql, 'blocked')} and run.blocked_by is not distinct from wanted.line
      returning run.id as run_id, run.task, run.queue, run.band, run.attempt, run.state
    )
    select run_id, task, queue, band, attempt from moved where state = 'queued'`;
}

/** When a limit may have room again: at its next token, or when one of its runs ends, which is reported apart. */
function waitMs({ name, max }: LimitUse, admission: Admission, nowUs: number): number {
  const tokenUs = admission.nextTokenUs(name);
  if (max !== null || tokenUs === null) return CHECK_MS;
  return Math.max((tokenUs - nowUs - START_AHEAD_US) / 1_000, MIN_WAIT_MS);
}
