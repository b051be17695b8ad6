import { join } from 'node:path';
import { RedisClient } from 'bun';
import { type Driver, measureDriverLatency, measureEnqueue, untilDrained, withWorker } from './driver.ts';
import type { Peer } from './peer.ts';
import { startRedis } from './redis-server.ts';

/** Its guide shows 50; 100 was as fast or faster here, as was one process beside two: Redis is the limit. */
const CONCURRENCY = '100';
const NODE = Bun.which('node');
const COMPLETED = 'bull:bench:completed';

const SETTINGS = `${NODE ? 'Node' : 'Bun'}, ioredis, one worker with concurrency ${CONCURRENCY}, addBulk of 1,000, finished jobs kept`;

export const bullmq = bullmqPeer('bullmq', `${SETTINGS}, Redis as it comes`, { isSafe: false });
export const bullmqAsSafe = bullmqPeer('bullmq-as-safe', `${SETTINGS}, Redis with appendfsync always`, {
  isSafe: true,
});

function bullmqPeer(name: string, settings: string, { isSafe }: { isSafe: boolean }): Peer {
  return {
    name,
    settings,
    share: 1,
    budget: 2,
    packages: ['redis-server'],
    isInstalled: () => Bun.which('redis-server') !== null,

    async start({ dir }) {
      const redis = await startRedis(join(dir, name), { isSafe });
      const client = new RedisClient(redis.url);
      const command = [NODE ?? process.execPath, join(import.meta.dir, 'bullmq/driver.js')];
      const driver: Driver = { command, env: { REDIS_URL: redis.url } };
      const worker: Driver = { ...driver, command: [...command, 'work', CONCURRENCY] };
      const logFile = join(dir, `${name}.log`);
      const countCompleted = async () => Number(await client.send('ZCARD', [COMPLETED]));
      /** When the job with this place in the order of ends started and ended, in epoch milliseconds. */
      const timesAt = async (place: number) => {
        const [id] = (await client.send('ZRANGE', [COMPLETED, String(place), String(place)])) as string[];
        const times = (await client.send('HMGET', [`bull:bench:${id}`, 'processedOn', 'finishedOn'])) as string[];
        return { startedAt: Number(times[0]), finishedAt: Number(times[1]) };
      };
      return {
        enqueue: (jobs) => measureEnqueue(driver, jobs),
        latency: (samples) => withWorker(worker, logFile, () => measureDriverLatency(driver, samples)),
        drain: (jobs) =>
          withWorker(worker, logFile, async (running) => {
            const before = await countCompleted();
            await untilDrained(running, logFile, async () => (await countCompleted()) >= before + jobs);
            const [first, last] = [await timesAt(before), await timesAt(-1)];
            return (jobs * 1_000) / (last.finishedAt - first.startedAt);
          }),
        async stop() {
          client.close();
          await redis.stop();
        },
      };
    },
  };
}
