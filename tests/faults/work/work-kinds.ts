import type { Json } from '@fbrain/core/run/json';
import type { RunRequest } from '@fbrain/core/run/run-request';
import type { FinalState } from '@fbrain/core/run/run-state';
import type { Random } from '@fbrain/testing/random';

/** What must become of a run in the end. */
export interface Expectation {
  /** Any of these; cancelled too if somebody asked for it. */
  states: FinalState[];
  /** Of a run that succeeded. */
  output?: Json;
  /** It may not begin before that instant. */
  notBeforeMs?: number;
  /** Runs of one name that may execute at once. */
  limit?: { name: string; size: number };
  /** Runs of one name share a rate. */
  rate?: string;
}

export interface Work {
  request: RunRequest;
  expected: Expectation;
  /** How likely somebody cancels it. */
  cancelChance: number;
}

type Make = (n: number, random: Random) => { request: RunRequest; expected?: Partial<Expectation> };

interface Kind {
  make: Make;
  /** Default: rarely. */
  cancelChance?: number;
}

const CANCEL_CHANCE = 0.01;
const KEYS = ['a', 'b', 'c', 'd', 'e'] as const;
/** Limits of the tasks in ../tasks, which say the same. */
const LIMITS = { shared: 3, keyed: 2 };

const inSeconds = (seconds: number) => Date.now() + seconds * 1_000;

/** The bulk: what costs the system little, so that there can be a million of it. */
const BULK: (Kind & { weight: number })[] = [
  { weight: 900, make: (n) => ({ request: { task: 'faults.quick', input: { n } } }) },
  {
    weight: 60,
    make: (n, random) => ({
      request: {
        task: 'faults.quick',
        input: { n },
        priority: random.pick(['high', 'low']),
        rank: random.between(-5, 5),
      },
    }),
  },
  {
    weight: 40,
    cancelChance: 0.05,
    make(n, random) {
      const seconds = random.between(1, 8);
      const expected = { notBeforeMs: inSeconds(seconds) };
      return { request: { task: 'faults.quick', input: { n }, delay: `${seconds}s` }, expected };
    },
  },
];

/** Everything else, so many a second whatever the pace: killing and spinning are rare, as each hits a whole host. */
const STEADY: (Kind & { perSecond: number })[] = [
  {
    perSecond: 5,
    make(n, random) {
      const atMs = inSeconds(random.between(1, 8));
      const runAt = new Date(atMs).toISOString();
      return { request: { task: 'faults.quick', input: { n }, runAt }, expected: { notBeforeMs: atMs } };
    },
  },
  {
    perSecond: 5,
    make: (n, random) => ({
      request: { task: 'faults.quick', input: { n }, ttl: `${random.between(1, 5)}s` },
      expected: { states: ['succeeded', 'expired'] },
    }),
  },
  {
    perSecond: 8,
    cancelChance: 0.15,
    make: (n, random) => ({ request: { task: 'faults.slow', input: { n, ms: random.between(200, 1_500) } } }),
  },
  {
    perSecond: 6,
    cancelChance: 0.1,
    make: (n, random) => ({ request: { task: 'faults.flaky', input: { n, failures: random.between(1, 2) } } }),
  },
  {
    perSecond: 3,
    cancelChance: 0.1,
    make: (n, random) => ({ request: { task: 'faults.snoozing', input: { n, times: random.between(1, 3) } } }),
  },
  {
    perSecond: 6,
    cancelChance: 0.05,
    make: (n) => ({
      request: { task: 'faults.shared-limit', input: { n } },
      expected: { limit: { name: 'shared-limit', size: LIMITS.shared } },
    }),
  },
  {
    perSecond: 8,
    cancelChance: 0.05,
    make(n, random) {
      const key = random.pick(KEYS);
      const expected = { limit: { name: `keyed-limit ${key}`, size: LIMITS.keyed } };
      return { request: { task: 'faults.keyed-limit', input: { n, key } }, expected };
    },
  },
  {
    perSecond: 8,
    cancelChance: 0.05,
    make(n, random) {
      const key = random.pick(KEYS);
      return { request: { task: 'faults.rated', input: { n, key } }, expected: { rate: key } };
    },
  },
  {
    perSecond: 5,
    make(_n, random) {
      const key = random.pick(KEYS);
      // The answer may be a run of an earlier request: all requests with a key ask for the same.
      const n = key.charCodeAt(0);
      const request = { task: 'faults.slow', input: { n, ms: 300 }, uniqueKey: key };
      return { request, expected: { output: { square: n * n }, limit: { name: `unique ${key}`, size: 1 } } };
    },
  },
  { perSecond: 5, cancelChance: 0.05, make: (n) => ({ request: { task: 'faults.http', input: { n } } }) },
  { perSecond: 2, cancelChance: 0.05, make: (n) => ({ request: { task: 'faults.program', input: { n } } }) },
  { perSecond: 0.1, make: (n) => ({ request: { task: 'faults.crash', input: { n } } }) },
  {
    perSecond: 0.05,
    make: (n) => ({ request: { task: 'faults.busy', input: { n } }, expected: { states: ['failed'] } }),
  },
];

/** Decides what is asked of the system. */
export interface WorkSource {
  bulk(count: number): Work[];
  /** What became due of the other kinds in `seconds`. */
  steady(seconds: number): Work[];
}

export function createWorkSource(random: Random): WorkSource {
  const due = new Map(STEADY.map((kind) => [kind, 0]));
  const makeMany = (kind: Kind, count: number) => Array.from({ length: count }, () => makeWork(kind, random));
  return {
    bulk: (count) => Array.from({ length: count }, () => makeWork(random.pickWeighted(BULK), random)),
    steady: (seconds) =>
      STEADY.flatMap((kind) => {
        const owed = (due.get(kind) ?? 0) + kind.perSecond * seconds;
        due.set(kind, owed % 1);
        return makeMany(kind, Math.floor(owed));
      }),
  };
}

function makeWork({ make, cancelChance = CANCEL_CHANCE }: Kind, random: Random): Work {
  const n = random.between(0, 1_000_000);
  const { request, expected } = make(n, random);
  return { request, expected: { states: ['succeeded'], output: { square: n * n }, ...expected }, cancelChance };
}
