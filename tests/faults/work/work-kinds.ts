import type { Json } from '@fbrain/core/run/json';
import type { RunRequest } from '@fbrain/core/run/run-request';
import type { Random } from '../random.ts';

/** What must have become of a run in the end. */
export type Expectation = { state: 'succeeded'; output: Json } | { state: 'failed' };

export interface Work {
  request: RunRequest;
  expected: Expectation;
}

type Make = (n: number, random: Random) => RunRequest;

/** What the tasks of ./tasks are asked to do, and how often. Killing and spinning are rare: each hits a whole host. */
const KINDS: { weight: number; make: Make; fails?: true }[] = [
  { weight: 800, make: (n) => ({ task: 'faults.quick', input: { n } }) },
  { weight: 60, make: (n, random) => ({ task: 'faults.quick', input: { n }, priority: random.pick(['high', 'low']) }) },
  { weight: 60, make: (n, random) => ({ task: 'faults.quick', input: { n }, delay: `${random.between(1, 5)}s` }) },
  { weight: 60, make: (n, random) => ({ task: 'faults.slow', input: { n, ms: random.between(200, 1_500) } }) },
  { weight: 40, make: (n, random) => ({ task: 'faults.flaky', input: { n, failures: random.between(1, 2) } }) },
  { weight: 10, make: (n) => ({ task: 'faults.program', input: { n } }) },
  { weight: 1, make: (n) => ({ task: 'faults.crash', input: { n } }) },
  { weight: 1, make: (n) => ({ task: 'faults.busy', input: { n } }), fails: true },
];

export function makeWork(random: Random): Work {
  const n = random.between(0, 1_000_000);
  const kind = random.pickWeighted(KINDS);
  return {
    request: kind.make(n, random),
    expected: kind.fails ? { state: 'failed' } : { state: 'succeeded', output: { square: n * n } },
  };
}
