import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { makeDatabase } from '../database.ts';
import { type Driver, measureDriverLatency, measureEnqueue, migrate, untilDrained, withWorker } from './driver.ts';
import type { Peer } from './peer.ts';

/** As its page on performance has it. */
const CONCURRENCY = '24';
const SETTINGS = `Bun, one worker with concurrentJobs ${CONCURRENCY}, addJobs of 1,000, finished jobs deleted (it always does)`;

export const graphileWorker = graphileWorkerPeer('graphile-worker', SETTINGS, {}, {});
export const graphileWorkerLocal = graphileWorkerPeer(
  'graphile-worker-local',
  `${SETTINGS}, localQueue 500`,
  { LOCAL_QUEUE: 'yes' },
  { share: 1, budget: 1.2 },
);
export const graphileWorkerBatched = graphileWorkerPeer(
  'graphile-worker-batched',
  `${SETTINGS}, localQueue 500, completeJobBatchDelay 0`,
  { LOCAL_QUEUE: 'yes', GATHER_ENDS: 'yes' },
  { share: 1, budget: 1.2 },
);

function graphileWorkerPeer(name: string, settings: string, mode: Record<string, string>, more: Partial<Peer>): Peer {
  return {
    name,
    settings,
    share: 0.2,
    packages: [],
    isInstalled: () => true,
    ...more,

    async start({ dir, postgresUrl }) {
      const databaseUrl = await makeDatabase(postgresUrl, name.replaceAll('-', '_'));
      const sql = openDatabase({ url: databaseUrl, max: 1 });
      // Bun: it was the faster one here, and Debian's Node is older than what graphile-worker asks for.
      const command = [process.execPath, join(import.meta.dir, 'graphile-worker/driver.js')];
      // A line of log per job would be measured too.
      const driver: Driver = { command, env: { DATABASE_URL: databaseUrl, NO_LOG_SUCCESS: '1', ...mode } };
      const worker: Driver = { ...driver, command: [...command, 'work', CONCURRENCY] };
      const logFile = join(dir, `${name}.log`);
      await migrate(driver);
      return {
        enqueue: (jobs) => measureEnqueue(driver, jobs),
        latency: (samples) => withWorker(worker, logFile, () => measureDriverLatency(driver, samples)),
        async drain(jobs) {
          // What autovacuum does within a minute; without it some drains took ten times as long.
          await sql`vacuum (analyze) graphile_worker._private_jobs`;
          return withWorker(worker, logFile, async (running) => {
            await untilDrained(running, logFile, async () => {
              const [row] = await sql<
                { left: boolean }[]
              >`select exists (select from graphile_worker._private_jobs) as left`;
              return row?.left === false;
            });
            // Nothing of a job remains in its store: the first start is what the worker says, the last end what we saw.
            const [, startedAt] = /"startedAt":(\d+)/.exec(readFileSync(logFile, 'utf8')) ?? [];
            return (jobs * 1_000) / (Date.now() - Number(startedAt));
          });
        },
        stop: () => sql.end(),
      };
    },
  };
}
