/**
 * What an application does with graphile-worker: `driver.js migrate`, `enqueue <jobs>`, `work <concurrency>`,
 * `latency <samples>`. Prints its measurement as one line of JSON. Plain JavaScript, so that Node and Bun run it as it is.
 */
import { setTimeout } from 'node:timers/promises';
import { makeWorkerUtils, run } from 'graphile-worker';
import { commandLine, environment, measureOneByOne, print } from '../command-line.js';

const BATCH = 1_000;
const POLL_MS = 1;
const connectionString = environment.DATABASE_URL ?? '';
const utils = () => makeWorkerUtils({ connectionString });

await commandLine({
  async migrate() {
    await (await utils()).migrate();
  },
  async enqueue(jobs) {
    const { addJobs } = await utils();
    const batch = Array.from({ length: BATCH }, () => ({ identifier: 'noop', payload: {} }));
    const startedAt = performance.now();
    for (let sent = 0; sent < jobs; sent += BATCH) await addJobs(batch.slice(0, jobs - sent));
    print({ seconds: (performance.now() - startedAt) / 1_000 });
  },
  async work(concurrentJobs) {
    // With both it is what its page on performance measures with.
    const worker = {
      connectionString,
      concurrentJobs,
      maxPoolSize: concurrentJobs + 1,
      ...(environment.LOCAL_QUEUE && { localQueue: { size: 500 } }),
      ...(environment.GATHER_ENDS && { completeJobBatchDelay: 0, failJobBatchDelay: 0 }),
    };
    let startedAt = 0;
    const noop = async () => {
      if (startedAt > 0) return;
      startedAt = Date.now();
      print({ startedAt });
    };
    await run({
      preset: { worker },
      taskList: { noop },
    });
    return 'stays';
  },
  async latency(samples) {
    const { addJob, withPgClient } = await utils();
    /** @param {string} id */
    const isWaiting = (id) =>
      withPgClient(async (client) => {
        const found = await client.query('select from graphile_worker._private_jobs where id = $1', [id]);
        return found.rowCount !== 0;
      });
    await measureOneByOne(samples, async () => {
      const { id } = await addJob('noop', {});
      // It tells nobody when a job is done; the row goes.
      while (await isWaiting(id)) await setTimeout(POLL_MS);
    });
  },
});
