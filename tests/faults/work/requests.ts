import type { Random } from '@fbrain/testing/random';
import type { Ledger } from './ledger.ts';
import type { Poster } from './post.ts';
import type { Work } from './work-kinds.ts';

/** The three ways to hand over work, and the one to take it back. What is accepted goes into the ledger. */
export interface Requests {
  postOne(work: Work): Promise<void>;
  postBatch(works: readonly Work[]): Promise<void>;
  /** Sent until it is accepted, and sometimes once more: the key makes all of it one run. */
  postKeyed(work: Work): Promise<void>;
  /** Ends all repetition. Resolves when the last cancel is answered. */
  stop(): Promise<void>;
}

const REPEAT_AFTER_MS = 300;
/** A cancel comes at any instant of a run: before it starts, while it runs, after it has ended. */
const LATEST_CANCEL_MS = 2_000;

export function createRequests({ post, counts, violations }: Poster, ledger: Ledger, random: Random): Requests {
  const cancels = new Set<Promise<void>>();
  let isStopped = false;

  const cancel = async (id: string) => {
    await Bun.sleep(random.between(0, LATEST_CANCEL_MS));
    const answer = await post(`/runs/${id}/cancel`, {});
    const { state, attempt } = answer?.status === 200 || answer?.status === 202 ? answer.body : {};
    ledger.addCancel({
      id,
      atMs: Date.now(),
      status: answer?.status ?? 0,
      ...(state === undefined ? {} : { state }),
      ...(attempt === undefined ? {} : { attempt }),
    });
  };
  const accept = (works: readonly Work[], ids: readonly string[]) => {
    const accepted = works.flatMap((work, index) => ({ id: ids[index] ?? '', ...work }));
    ledger.add(accepted);
    for (const { id, cancelChance } of accepted) {
      if (isStopped || !random.chance(cancelChance)) continue;
      const cancelling = cancel(id).finally(() => cancels.delete(cancelling));
      cancels.add(cancelling);
    }
  };

  return {
    async postOne(work) {
      const answer = await post('/runs', work.request);
      if (answer?.body.id !== undefined) accept([work], [answer.body.id]);
    },
    async postBatch(works) {
      const answer = await post('/runs/batch', { runs: works.map(({ request }) => request) });
      if (answer?.body.ids) accept(works, answer.body.ids);
    },
    async postKeyed(work) {
      const key = crypto.randomUUID();
      const seen = new Set<string>();
      for (let wanted = random.chance(0.3) ? 2 : 1, sent = 0; wanted > 0; sent++) {
        if (sent > 0) counts.repeated++;
        const id = (await post('/runs', work.request, key))?.body.id;
        if (id !== undefined) seen.add(id);
        if (id !== undefined) wanted--;
        else if (isStopped) break;
        else await Bun.sleep(REPEAT_AFTER_MS);
      }
      if (seen.size > 1) violations.push(`The key ${key} stands for ${seen.size} runs: ${[...seen].join(', ')}`);
      for (const id of seen) accept([work], [id]);
    },
    async stop() {
      isStopped = true;
      await Promise.all(cancels);
    },
  };
}
