import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { makeDatabase } from '../database.ts';
import { type Driver, measureDriverLatency, measureEnqueue, migrate, untilDrained, withWorker } from './driver.ts';
import type { Peer } from './peer.ts';

/** Debian's own Python sees Debian's packages; another one that is first on the PATH does not. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const PACKAGES = ['python3-celery', 'python3-django', 'python3-django-celery-results', 'python3-psycopg2'];
const CONCURRENCY = String(cpus().length);
const SETTINGS = `Python, prefork with ${CONCURRENCY} processes, RabbitMQ, results in PostgreSQL by django-db`;
const EARLY = 'early acknowledgement (its default)';
const TUNED = 'prefetch 128, lasting database connections';
const TUNING = { PREFETCH: '128', CONN_MAX_AGE: 'None' };

export const celeryAsInstalled = celeryPeer('celery-as-installed', `${SETTINGS}, ${EARLY}`, {}, { share: 0.02 });
export const celery = celeryPeer('celery', `${SETTINGS}, ${EARLY}, ${TUNED}`, TUNING, { share: 0.1, budget: 100 });
export const celeryAsSafe = celeryPeer(
  'celery-as-safe',
  `${SETTINGS}, ${TUNED}, late acknowledgement, lost tasks done again, publisher confirms, starts and arguments recorded`,
  { ...TUNING, AS_SAFE: '1' },
  { share: 0.05 },
);

function celeryPeer(
  name: string,
  settings: string,
  tuning: Record<string, string>,
  more: Pick<Peer, 'share' | 'budget'>,
): Peer {
  return {
    name,
    settings,
    packages: PACKAGES,
    isInstalled: () =>
      Bun.spawnSync([PYTHON, '-c', 'import celery, django, django_celery_results, psycopg2']).exitCode === 0,
    ...more,

    async start({ dir, postgresUrl, rabbitmqUrl }) {
      const databaseUrl = await makeDatabase(postgresUrl, name.replaceAll('-', '_'));
      const sql = openDatabase({ url: databaseUrl, max: 1 });
      const folder = join(import.meta.dir, 'celery');
      const env = {
        DATABASE_URL: databaseUrl,
        RABBITMQ_URL: rabbitmqUrl,
        QUEUE: name,
        PYTHONPATH: folder,
        PYTHONDONTWRITEBYTECODE: '1',
        ...tuning,
      };
      const driver: Driver = { command: [PYTHON, join(folder, 'driver.py')], env };
      const options = ['--concurrency', CONCURRENCY, '--loglevel', 'WARNING'];
      const worker: Driver = { command: [PYTHON, '-m', 'celery', '-A', 'bench_project', 'worker', ...options], env };
      const logFile = join(dir, `${name}.log`);
      await migrate(driver);
      /** What was stored after the row `after`: how many results, over how many seconds. */
      const resultsAfter = async (after: number) => {
        const [row] = await sql<{ count: number; seconds: number; last: number }[]>`
          select count(*)::integer as count, coalesce(max(id), ${after})::integer as last,
                 extract(epoch from max(date_done) - min(date_done))::float8 as seconds
          from django_celery_results_taskresult where id > ${after}`;
        return row ?? { count: 0, seconds: 0, last: after };
      };
      return {
        enqueue: (jobs) => measureEnqueue(driver, jobs),
        latency: (samples) => withWorker(worker, logFile, () => measureDriverLatency(driver, samples)),
        async drain(jobs) {
          const { last } = await resultsAfter(0);
          return withWorker(worker, logFile, async (running) => {
            await untilDrained(running, logFile, async () => (await resultsAfter(last)).count >= jobs);
            // Starts are not stored: from the first end on, which is in Celery's favour.
            return jobs / (await resultsAfter(last)).seconds;
          });
        },
        stop: () => sql.end(),
      };
    },
  };
}
