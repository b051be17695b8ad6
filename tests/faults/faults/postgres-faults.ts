import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { type Fault, type FaultContext, pause } from './fault.ts';

const POSTGRES = () => ['postgres'];
/** More than the server has: the last ones are refused. */
const TOO_MANY = 210;

/** PostgreSQL's immediate mode: no checkpoint, no goodbye; the next start recovers from the log. */
async function endImmediately({ system }: FaultContext): Promise<void> {
  const pidFile = join(system.dir, 'postgres/data/postmaster.pid');
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGQUIT');
  await system.postgres.current().exited;
}

/** Losses of the database and of connections to it. */
export const POSTGRES_FAULTS: readonly Fault[] = [
  {
    name: 'restart PostgreSQL in immediate mode',
    weight: 2,
    targets: POSTGRES,
    async strike(_target, context) {
      await endImmediately(context);
      await pause(context.random, 0, 1_500);
      await context.system.postgres.start();
    },
  },
  {
    name: 'take PostgreSQL away for longer than a lease',
    weight: 1,
    targets: POSTGRES,
    async strike(_target, context) {
      await endImmediately(context);
      await pause(context.random, 4_000, 10_000);
      await context.system.postgres.start();
    },
  },
  {
    name: 'terminate backends',
    weight: 3,
    targets: POSTGRES,
    async strike(_target, { system }) {
      await system.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name like 'fbrain%' and random() < 0.7`.catch(() => {});
    },
  },
  {
    name: 'use up all connections',
    weight: 1,
    targets: POSTGRES,
    async strike(_target, { system, random }) {
      const greedy = openDatabase({ url: system.postgres.url, max: TOO_MANY, applicationName: 'greedy' });
      const hold = random.between(2, 4);
      await Promise.allSettled(Array.from({ length: TOO_MANY }, () => greedy`select pg_sleep(${hold})`));
      await greedy.end({ timeout: 0 });
    },
  },
];
