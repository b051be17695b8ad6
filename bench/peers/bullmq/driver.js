/**
 * What an application does with BullMQ: `driver.js enqueue <jobs>`, `work <concurrency>`, `latency <samples>`. Prints
 * its measurement as one line of JSON. Plain JavaScript, so that Node and Bun run it as it is.
 */
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { commandLine, environment, measureOneByOne, print } from '../command-line.js';

const NAME = 'bench';
const BATCH = 1_000;
/** What BullMQ asks of a worker's connection: wait for Redis for ever. */
const connect = () => new Redis(environment.REDIS_URL ?? '', { maxRetriesPerRequest: null });

await commandLine({
  async enqueue(jobs) {
    const queue = new Queue(NAME, { connection: connect() });
    const batch = Array.from({ length: BATCH }, () => ({ name: 'noop', data: {} }));
    const startedAt = performance.now();
    for (let sent = 0; sent < jobs; sent += BATCH) await queue.addBulk(batch.slice(0, jobs - sent));
    print({ seconds: (performance.now() - startedAt) / 1_000 });
  },
  async work(concurrency) {
    // Finished jobs are kept, which is BullMQ's default too.
    const worker = new Worker(NAME, async () => {}, { connection: connect(), concurrency });
    process.on('SIGTERM', () => void worker.close().then(() => process.exit()));
    await worker.waitUntilReady();
    return 'stays';
  },
  async latency(samples) {
    const queue = new Queue(NAME, { connection: connect() });
    const events = new QueueEvents(NAME, { connection: connect() });
    await events.waitUntilReady();
    await measureOneByOne(samples, async () => {
      const job = await queue.add('noop', {});
      await job.waitUntilFinished(events);
    });
  },
});
