import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { isKeyBusy, isStatementTimeout } from '@fbrain/adapters/postgres/errors';
import {
  type ChunkPlace,
  deleteDueOfChunk,
  forgetDay,
  type JudgedChunk,
  judgeChunk,
  listDaysToSweep,
  noteDay,
  REST,
} from '@fbrain/adapters/postgres/history-day-store';
import {
  copyChunk,
  listUnfinishedOfDay,
  lockDeletions,
  makeCopies,
  swapDay,
} from '@fbrain/adapters/postgres/history-swap-store';
import type { Clock } from '@fbrain/core/time/clock';

/** Removes finished runs whose retention is over, a day of history after the other (docs/operations.md). */
export interface HistorySweeper {
  /** Starts unless it is under way. */
  run(): void;
  /** Breaks off between two steps. */
  stop(): Promise<void>;
}

export interface HistorySweeperOptions {
  sql: Database;
  /** That of the database. */
  clock: Clock;
  logger: Logger;
  /** Rows of history that one statement looks at. */
  chunk?: number;
  /** Logs what fails. */
  guard(work: () => Promise<unknown>): Promise<void>;
}

/** A fraction of a second, whatever the inputs of the runs. */
const CHUNK = 10_000;
/** Of the time at most: the rest belongs to the runs that flow. */
const SHARE = 0.25;
/** A day with more unfinished runs is not replaced: the swap would take long. Its rows are deleted. */
const MAX_UNFINISHED = 10_000;
/** A chunk that takes too long is tried with so much less. */
const SHRINK = 10;
const SWAP_TRIES = 20;
const SWAP_PAUSE_MS = 1_000;
/** Between two looks at a day that stays: whoever ends late is removed with the others of that time. */
const LOOK_AGAIN_MS = 86_400_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

type Sweep = Omit<HistorySweeperOptions, 'guard'> & { isStopped(): boolean };

export function createHistorySweeper({ guard, ...options }: HistorySweeperOptions): HistorySweeper {
  let busy: Promise<void> | null = null;
  let isStopped = false;
  return {
    run() {
      busy ??= guard(() => sweepHistory({ ...options, isStopped: () => isStopped })).finally(() => {
        busy = null;
      });
    },
    async stop() {
      isStopped = true;
      await busy;
    },
  };
}

/**
 * Looks through all days in which something may be due. A day that fails keeps no other from being swept.
 * @throws Error that names the days that failed, with the first cause
 */
export async function sweepHistory(sweep: Sweep): Promise<void> {
  const now = new Date(sweep.clock.now());
  const failures: { day: string; error: unknown }[] = [];
  for (const day of await listDaysToSweep(sweep.sql, now)) {
    if (sweep.isStopped()) break;
    await sweepDay(sweep, day, now).catch((error: unknown) => failures.push({ day, error }));
  }
  const [first] = failures;
  if (!first) return;
  throw new Error(`history of ${failures.map(({ day }) => day).join(', ')} was not swept`, { cause: first.error });
}

async function sweepDay(sweep: Sweep, day: string, now: Date): Promise<void> {
  const { sql, logger } = sweep;
  // Before the first look: whoever ends after it is among them.
  const unfinished = day === REST ? [] : await listUnfinishedOfDay(sql, day, MAX_UNFINISHED + 1);
  const found = await eachChunk(sweep, day, (place) => judgeChunk(sql, place, now));
  if (found === null) return;
  const canReplace = day !== REST && unfinished.length <= MAX_UNFINISHED && found.due >= found.kept;
  const replaced = canReplace && (await replaceOrNot(sweep, { day, now, unfinished, keepsAny: found.kept > 0 }));
  if (replaced === null) return;
  if (!replaced) {
    const isDeletion = found.due > 0;
    if (isDeletion && (await eachChunk(sweep, day, (place) => deleteDueOfChunk(sql, place, now))) === null) return;
    await noteDay(sql, day, nextLook(now, found));
  }
  if (found.due > 0) logger.info(`removed ${found.due} runs whose retention is over`, { day, kept: found.kept });
}

const nextLook = (now: Date, { nextDueAt }: Found): Date =>
  new Date(Math.max(now.getTime() + LOOK_AGAIN_MS, nextDueAt?.getTime() ?? 0));

interface Found {
  due: number;
  kept: number;
  nextDueAt: Date | null;
}

/** Works through a day in steps with pauses between them. Null = stopped. */
async function eachChunk(
  { isStopped, chunk = CHUNK }: Sweep,
  day: string,
  step: (place: ChunkPlace) => Promise<JudgedChunk>,
): Promise<Found | null> {
  const found: Found = { due: 0, kept: 0, nextDueAt: null };
  let limit = chunk;
  for (let after: string | null = FIRST_ID; after !== null; ) {
    if (isStopped()) return null;
    const startedAtMs = performance.now();
    const place: ChunkPlace = { day, after, limit };
    const answer: JudgedChunk | null = await step(place).catch((error: unknown) => {
      if (!isStatementTimeout(error) || limit === 1) throw error;
      return null;
    });
    if (answer === null) {
      // Runs with large inputs and outputs.
      limit = Math.ceil(limit / SHRINK);
      continue;
    }
    const { due, kept, nextDueAt, last } = answer;
    found.due += due;
    found.kept += kept;
    if (nextDueAt !== null && (found.nextDueAt === null || nextDueAt < found.nextDueAt)) found.nextDueAt = nextDueAt;
    after = last;
    if (after !== null) await Bun.sleep((performance.now() - startedAtMs) * (1 / SHARE - 1));
  }
  return found;
}

interface Replacement {
  day: string;
  now: Date;
  unfinished: readonly string[];
  /** Some runs stay. */
  keepsAny: boolean;
}

/** Whether the day was replaced; false = that takes too long for a statement, null = not this time. */
async function replaceOrNot(sweep: Sweep, replacement: Replacement): Promise<boolean | null> {
  try {
    return (await replaceDay(sweep, replacement)) || null;
  } catch (error) {
    if (!isStatementTimeout(error)) throw error;
    sweep.logger.warn('a day of history cannot be replaced; deleting its rows', { day: replacement.day, error });
    return false;
  }
}

/** Gives the disk of a day back. False = not this time: stopped, or others hold what it needs. */
async function replaceDay(sweep: Sweep, { day, now, unfinished, keepsAny }: Replacement): Promise<boolean> {
  const { sql } = sweep;
  const deletions = await lockDeletions(sql);
  if (deletions === null) return false;
  try {
    await makeCopies(sql, day);
    if (keepsAny && (await eachChunk(sweep, day, (place) => copyChunk(sql, place, now))) === null) return false;
    for (let attempt = 1; !sweep.isStopped(); attempt++) {
      const stays = await swapDay(deletions.session, day, unfinished).catch((error: unknown) => {
        if (!isKeyBusy(error) || attempt === SWAP_TRIES) throw error;
        return null;
      });
      if (stays === false) await forgetDay(sql, day);
      else if (stays) await noteDay(sql, day, new Date(now.getTime() + LOOK_AGAIN_MS));
      if (stays !== null) return true;
      await Bun.sleep(SWAP_PAUSE_MS);
    }
    return false;
  } finally {
    await deletions.release();
  }
}
