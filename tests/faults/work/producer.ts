import type { Random } from '@fbrain/testing/random';
import type { Ledger } from './ledger.ts';
import { createPost, type ProducerCounts } from './post.ts';
import { createRequests } from './requests.ts';
import { createWorkSource, type Work } from './work-kinds.ts';

/** Posts runs whatever happens to the API, and writes down what was accepted. */
export interface Producer {
  readonly counts: Readonly<ProducerCounts>;
  /** What the API answered and must not: two runs for one key. */
  readonly violations: readonly string[];
  /** Posts no more. Resolves when every request is answered. */
  stop(): Promise<void>;
}

export interface ProducerOptions {
  apiUrl: string;
  token: string;
  ledger: Ledger;
  random: Random;
  /** Wanted now, in runs per second. */
  pace(): number;
}

const TICK_MS = 50;
/** Requests that wait for an answer; beyond that a tick is left out. */
const MAX_OPEN = 64;
const LARGEST_BATCH = 400;

export function startProducer({ apiUrl, token, ledger, random, pace }: ProducerOptions): Producer {
  const poster = createPost(apiUrl, token);
  const requests = createRequests(poster, ledger, random);
  const source = createWorkSource(random);
  const open = new Set<Promise<void>>();
  let owed = 0;

  const send = (work: Promise<void>) => {
    const tracked = work.finally(() => open.delete(tracked));
    open.add(tracked);
  };
  const sendSome = (works: Work[]) => {
    // Most requests are single ones, yet most runs come in batches.
    const size = random.chance(0.5) ? 1 : random.between(1, LARGEST_BATCH);
    const [first, ...others] = works.splice(0, size);
    if (!first) return;
    if (others.length > 0) send(requests.postBatch([first, ...others]));
    // A unique key may stand for a run of another request, which has a key of its own.
    else if (first.request.uniqueKey === undefined && random.chance(0.3)) send(requests.postKeyed(first));
    else send(requests.postOne(first));
  };
  const tick = () => {
    if (open.size >= MAX_OPEN) return;
    const steady = source.steady(TICK_MS / 1_000);
    owed += (pace() * TICK_MS) / 1_000;
    const bulk = source.bulk(Math.max(Math.floor(owed) - steady.length, 0));
    owed -= Math.floor(owed);
    // Apart, as applications do: claims of nothing but cheap runs are what makes a million of them possible.
    for (const works of [steady, bulk]) while (works.length > 0) sendSome(works);
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    counts: poster.counts,
    violations: poster.violations,
    async stop() {
      clearInterval(timer);
      await Promise.all([requests.stop(), ...open]);
    },
  };
}
