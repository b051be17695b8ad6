import { nextTokenUs, openBucket, type RateBucket, takeToken } from '../task/rate-bucket.ts';
import type { RateLimit } from '../task/rate-limit.ts';

/**
 * Decides which runs may start under their limits, for a whole batch at once. A run counts against up to four: how
 * many run at once, and how many start within a time, of its task and of its queue. It starts when all have room, and
 * takes from none when one has not.
 */

/** The place of a run in the order in which runs start: band, then rank, then age. */
export interface Place {
  id: string;
  band: number;
  rank: number;
}

/** A run that wants to start, and the names of the limits it counts against. */
export interface Candidate extends Place {
  limits: readonly string[];
}

/** What a limit allows, and what has been taken of it. Its definition may have gone: then it allows everything. */
export interface LimitUse {
  name: string;
  /** Runs that may run at once, null = no such limit. */
  max: number | null;
  running: number;
  rate: RateLimit | null;
  bucket: RateBucket | null;
  /** Runs released under it that have not started yet: room that is promised. */
  pending: number;
  /** The first of the runs that it blocks: none that comes later in the order may overtake it. */
  firstBlocked: Place | null;
}

/** Whether the end of a run makes room under a limit of that name; a rate takes no notice of ends. */
export const isFreedByEnds = (name: string): boolean => /^(queue-)?concurrency:/.test(name);

export type Verdict = { startUs: number } | { blockedBy: string };

export interface Admission {
  /** Asks in the order in which the runs are to start. A run that may start has taken its share. */
  admit(run: Candidate): Verdict;
  /** Room left for runs under a limit; infinite if it has gone. */
  room(name: string): number;
  /** The buckets from which tokens were taken. */
  taken(): { name: string; bucket: RateBucket }[];
  /** When the limit has its next token, null if it is none of a rate. */
  nextTokenUs(name: string): number | null;
}

/**
 * Starts are given instants up to this far ahead, and the worker waits for them: a rate of a thousand a second then
 * takes five decisions, and what a message takes on its way slows no rate down.
 */
export const START_AHEAD_US = 200_000;

/** A limit while the runs of a batch are decided. */
interface Room {
  name: string;
  free: number;
  bucket: RateBucket | null;
  firstBlocked: Place | null;
  isTaken: boolean;
}

export function createAdmission(uses: readonly LimitUse[], nowUs: number): Admission {
  const rooms = new Map(uses.map((use) => [use.name, openRoom(use, nowUs)]));
  const nextUs = ({ bucket }: Room) => (bucket === null ? nowUs : nextTokenUs(bucket, nowUs));
  const isFull = (room: Room) => room.free <= 0 || nextUs(room) > nowUs + START_AHEAD_US;
  return {
    admit(run) {
      const counted = run.limits.flatMap((name) => rooms.get(name) ?? []);
      const full = counted.find((room) => isFull(room) || isBefore(room.firstBlocked, run));
      if (full) return { blockedBy: full.name };
      const startUs = Math.max(nowUs, ...counted.map(nextUs));
      for (const room of counted) take(room, startUs);
      return { startUs };
    },
    room: (name) => {
      const room = rooms.get(name);
      return room === undefined
        ? Number.POSITIVE_INFINITY
        : Math.min(room.free, tokensOf(room, nowUs + START_AHEAD_US));
    },
    taken: () =>
      [...rooms.values()].flatMap(({ name, bucket, isTaken }) => (bucket && isTaken ? [{ name, bucket }] : [])),
    nextTokenUs: (name) => {
      const bucket = rooms.get(name)?.bucket ?? null;
      return bucket && nextTokenUs(bucket, nowUs);
    },
  };
}

function openRoom({ name, max, running, rate, bucket, pending, firstBlocked }: LimitUse, nowUs: number): Room {
  const room: Room = {
    name,
    free: max === null ? Number.POSITIVE_INFINITY : max - running,
    bucket: rate && openBucket(bucket, rate, nowUs),
    firstBlocked,
    isTaken: false,
  };
  for (let n = 0; n < pending; n++) take(room, nowUs);
  room.isTaken = false;
  return room;
}

function take(room: Room, startUs: number): void {
  room.free--;
  if (room.bucket) room.bucket = takeToken(room.bucket, startUs);
  room.isTaken = true;
}

/** Tokens that are there at an instant. */
const tokensOf = ({ bucket }: Room, atUs: number): number =>
  bucket === null
    ? Number.POSITIVE_INFINITY
    : Math.max(0, Math.floor(bucket.burst - Math.max(0, bucket.fullAtUs - atUs) / bucket.intervalUs));

const isBefore = (first: Place | null, run: Place): boolean => first !== null && comparePlaces(first, run) < 0;

export const comparePlaces = (a: Place, b: Place): number =>
  a.band - b.band || b.rank - a.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
