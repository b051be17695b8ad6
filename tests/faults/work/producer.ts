import type { Random } from '../random.ts';
import type { Ledger } from './ledger.ts';
import { createPost, type ProducerCounts } from './post.ts';
import { makeWork, type Work } from './work-kinds.ts';

/** Posts runs at a steady pace, whatever happens to the API, and writes down what was accepted. */
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
  runsPerSecond: number;
}

const TICK_MS = 50;
/** Requests that wait for an answer; beyond that a tick is left out. */
const MAX_OPEN = 64;
const LARGEST_BATCH = 200;
const REPEAT_AFTER_MS = 300;

export function startProducer(options: ProducerOptions): Producer {
  const { random, runsPerSecond } = options;
  const requests = createRequests(options);
  const open = new Set<Promise<void>>();
  let owed = 0;

  const send = (work: Promise<void>) => {
    const tracked = work.finally(() => open.delete(tracked));
    open.add(tracked);
  };
  const tick = () => {
    owed += (runsPerSecond * TICK_MS) / 1_000;
    while (owed >= 1 && open.size < MAX_OPEN) {
      // As large as keeps the pace: most requests are single ones, yet most runs come in batches.
      const size = random.chance(0.5) ? 1 : Math.min(Math.floor(owed), random.between(1, LARGEST_BATCH));
      owed -= size;
      if (size > 1) send(requests.postBatch(Array.from({ length: size }, () => makeWork(random))));
      else send(random.chance(0.3) ? requests.postKeyed(makeWork(random)) : requests.postOne(makeWork(random)));
    }
    // What an outage kept from being sent is made up for up to a second.
    owed = Math.min(owed, runsPerSecond);
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    counts: requests.counts,
    violations: requests.violations,
    async stop() {
      requests.stopRepeating();
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

/** The three ways to hand over work. */
function createRequests({ apiUrl, token, ledger, random }: ProducerOptions) {
  const { post, counts, violations } = createPost(apiUrl, token);
  let isStopped = false;
  return {
    counts,
    violations,
    async postOne({ request, expected }: Work) {
      const ids = await post('/runs', request);
      ledger.add(ids?.map((id) => ({ id, expected })) ?? []);
    },
    async postBatch(works: readonly Work[]) {
      const ids = await post('/runs/batch', { runs: works.map(({ request }) => request) });
      ledger.add(ids?.map((id, index) => ({ id, expected: (works[index] as Work).expected })) ?? []);
    },
    /** Sent until it is accepted, and sometimes once more: the key makes all of it one run. */
    async postKeyed({ request, expected }: Work) {
      const key = crypto.randomUUID();
      const seen = new Set<string>();
      for (let wanted = random.chance(0.3) ? 2 : 1, sent = 0; wanted > 0; sent++) {
        if (sent > 0) counts.repeated++;
        const ids = await post('/runs', request, key);
        for (const id of ids ?? []) seen.add(id);
        if (ids) wanted--;
        else if (isStopped) break;
        else await Bun.sleep(REPEAT_AFTER_MS);
      }
      if (seen.size > 1) violations.push(`The key ${key} stands for ${seen.size} runs: ${[...seen].join(', ')}`);
      ledger.add([...seen].slice(0, 1).map((id) => ({ id, expected, key })));
    },
    stopRepeating() {
      isStopped = true;
    },
  };
}
