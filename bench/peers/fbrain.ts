import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDatabase } from '../database.ts';
import { measureBulkEnqueue, measureDrain, measureLatency } from '../measures.ts';
import { startSystem } from '../system.ts';
import type { Peer } from './peer.ts';

const CONCURRENCY = '1200';

/** What the others are compared with: measured as `bun run bench` does. */
export const fbrain: Peer = {
  name: 'fbrain',
  settings: `compiled services, RabbitMQ, one worker with WORKER_CONCURRENCY ${CONCURRENCY}, POST /runs/batch of 1,000, history kept`,
  share: 1,
  packages: [],
  isInstalled: () => true,

  async start({ dir, postgresUrl, rabbitmqUrl, distDir, tasksDir }) {
    const logDir = join(dir, 'fbrain');
    mkdirSync(logDir);
    const databaseUrl = await makeDatabase(postgresUrl, 'fbrain');
    const workerEnv = { WORKER_CONCURRENCY: CONCURRENCY };
    const system = await startSystem({ databaseUrl, rabbitmqUrl, logDir, workerEnv, distDir, tasksDir });
    // Registers the tasks: the API refuses runs of tasks it has never seen.
    await system.startWorker();
    await system.stopWorker();
    return {
      enqueue: (jobs) => measureBulkEnqueue(system, jobs),
      async drain() {
        const { perSecond } = await measureDrain(system);
        await system.stopWorker();
        return perSecond;
      },
      async latency(samples) {
        await system.startWorker();
        // As the drivers of the others do.
        await measureLatency(system, 20);
        const latency = await measureLatency(system, samples);
        await system.stopWorker();
        return latency;
      },
      stop: system.stop,
    };
  },
};
