import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '@fbrain/adapters/postgres/connection';
import { type Fault, type FaultContext, pause } from './fault.ts';

const POSTGRES = () => ['postgres'];
/** More than the server has: the last ones are refused. */
const TOO_MANY = 210;
const REFUSING_MS = 30_000;

/** PostgreSQL's immediate mode: no checkpoint, no goodbye; the next start recovers from the log. */
async function endImmediately({ system }: FaultContext): Promise<void> {
  const pidFile = join(system.dir, 'postgres/data/postmaster.pid');
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGQUIT');
  await system.postgres.current().exited;
}

/** The server is there and turns everybody away. Set from another of its databases, which still lets us in. */
async function refuseConnections({ system }: FaultContext, ms: number): Promise<void> {
  const url = new URL(system.postgres.url);
  const name = url.pathname.slice(1);
  url.pathname = '/template1';
  const admin = openDatabase({ url: url.href, max: 1, applicationName: 'fault harness' });
  const allow = (allows: boolean) =>
    admin`alter database ${admin(name)} allow_connections ${admin.unsafe(`${allows}`)}`;
  await allow(false);
  await system.sql`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'fbrain%'`.catch(() => {});
  await Bun.sleep(ms);
  await allow(true);
  await admin.end();
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
    name: 'have PostgreSQL refuse connections for 30 s',
    weight: 0.5,
    atLeastSeconds: 120,
    targets: POSTGRES,
    strike: (_target, context) => refuseConnections(context, REFUSING_MS),
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
