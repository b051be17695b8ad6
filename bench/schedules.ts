import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { untilNextSchedule } from '@fbrain/adapters/postgres/schedule-firing-store';
import { createSchedules } from '@fbrain/adapters/postgres/schedule-store';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { findRabbitmq, startRabbitmq } from '@fbrain/local-stack/rabbitmq-node';
import { openStatementCounter } from '@fbrain/testing/statement-counter';
import { type System, startSystem } from './system.ts';

const HELP = `bun run bench schedules [--schedules 100000] [--due 10000] [--transport rabbitmq|postgres]

Makes schedules, measures what they cost the leader at rest, then lets some fire in the same second. Build first:
bun run build.
`;

/** G6 and G11 at this scale: fired within 5 s, one statement a second, under 1 % of a core. */
const BUDGET = { firedMs: 5_000, statements: 1, cpuPercent: 1 };
const REST_MS = 20_000;
/** What a start leaves behind: pools that fill, code that is compiled. */
const SETTLE_MS = 5_000;
const INSERT_BATCH = 5_000;
/** From the making of those that fire to their instant. */
const LEAD_MS = 20_000;
const POLL_MS = 20;

export async function runScheduleBench(
  args: readonly string[],
  paths: { distDir: string; tasksDir: string },
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      schedules: { type: 'string', default: '100000' },
      due: { type: 'string', default: '10000' },
      transport: { type: 'string', default: 'rabbitmq' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-schedules-'));
  const postgres = await startPostgres(join(dir, 'postgres'));
  const wantsRabbitmq = values.transport === 'rabbitmq' && findRabbitmq() !== null;
  const rabbitmq = wantsRabbitmq ? await startRabbitmq(join(dir, 'rabbitmq')) : null;
  try {
    await Promise.all([postgres.ready, rabbitmq?.ready]);
    const counter = await openStatementCounter(postgres.url);
    const workerEnv = { DATABASE_URL: counter.url, WORKER_NAME: 'leader', WORKER_CONCURRENCY: '400' };
    const urls = { databaseUrl: postgres.url, rabbitmqUrl: rabbitmq?.url };
    const system = await startSystem({ ...urls, logDir: dir, workerEnv, ...paths });
    const statements = () => sum([...counter.counts().values()]);
    try {
      await measure(system, { schedules: Number(values.schedules), due: Number(values.due), statements });
    } finally {
      await system.stop();
      counter.close();
    }
  } finally {
    await Promise.all([rabbitmq?.stop(), postgres.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Options {
  schedules: number;
  due: number;
  /** Statements of the worker so far. */
  statements(): number;
}

async function measure(system: System, { schedules, due, statements }: Options): Promise<void> {
  const { sql } = system;
  await system.startWorker();
  const bare = await measureRest(system, statements);
  // Once a year, months away from now: they are there and do nothing.
  const month = ((new Date().getUTCMonth() + 6) % 12) + 1;
  await make(sql, schedules - due, (n) => ({ cron: `${n % 60} ${n % 24} ${(n % 28) + 1} ${month} *` }));
  await sql`analyze fbrain.schedule`;
  const full = await measureRest(system, statements);
  const atMs = Math.ceil((Date.now() + LEAD_MS) / 1_000) * 1_000;
  await make(sql, due, () => ({ at: new Date(atMs).toISOString() }));
  if (Date.now() > atMs - 1_000) throw new Error('The schedules were not made in time: try fewer');
  const firing = await measureFiring(sql, due, atMs);
  report({ schedules, due, bare, full, firing });
  console.log(await explainLook(sql));
}

async function make(sql: Database, count: number, timing: (n: number) => { cron: string } | { at: string }) {
  for (let from = 0; from < count; from += INSERT_BATCH) {
    const batch = Array.from({ length: Math.min(INSERT_BATCH, count - from) }, (_, n) => {
      const id = Bun.randomUUIDv7();
      return { id, request: { name: `bench-${id}`, task: 'demo.noop', ...timing(from + n) } };
    });
    await createSchedules(sql, batch, Date.now());
  }
}

interface Rest {
  statements: number;
  cpuPercent: number;
}

/** Per second, after a while for what came before to settle. */
async function measureRest(system: System, statements: () => number): Promise<Rest> {
  await Bun.sleep(SETTLE_MS);
  const look = async () => ({
    atMs: performance.now(),
    statements: statements(),
    cpu: await system.workerMetric('process_cpu_seconds_total'),
  });
  const before = await look();
  await Bun.sleep(REST_MS);
  const after = await look();
  const seconds = (after.atMs - before.atMs) / 1_000;
  return {
    statements: (after.statements - before.statements) / seconds,
    cpuPercent: ((after.cpu - before.cpu) / seconds) * 100,
  };
}

interface Firing {
  firstMs: number;
  allMs: number;
  /** Until all runs have ended. */
  doneMs: number;
}

/** Milliseconds after the instant, by the database's clock, at which the commits were seen. */
async function measureFiring(sql: Database, due: number, atMs: number): Promise<Firing> {
  const firing: Partial<Firing> = {};
  while (firing.doneMs === undefined) {
    await Bun.sleep(POLL_MS);
    const [row] = await sql<{ fired: number; left: number; now: Date }[]>`
      select (select count(*) from fbrain.schedule_slot)::integer as fired,
             (select count(*) from fbrain.run)::integer as left, clock_timestamp() as now`;
    if (!row) continue;
    const lateMs = row.now.getTime() - atMs;
    if (row.fired > 0) firing.firstMs ??= lateMs;
    if (row.fired >= due) firing.allMs ??= lateMs;
    if (row.fired >= due && row.left === 0) firing.doneMs = lateMs;
  }
  const [check] = await sql<{ runs: number; schedules: number }[]>`
    select count(*)::integer as runs, count(distinct schedule_id)::integer as schedules
    from fbrain.run_history where schedule_id is not null`;
  if (check?.runs !== due || check.schedules !== due) throw new Error(`${due} slots made ${check?.runs} runs`);
  return firing as Firing;
}

/** How the leader finds out, every second, that nothing is due. */
async function explainLook(sql: Database): Promise<string> {
  const rows = await sql<{ 'QUERY PLAN': string }[]>`explain (analyze, costs off) select ${untilNextSchedule(sql)}`;
  return rows.map((row) => Object.values(row)[0]).join('\n');
}

function report({
  schedules,
  due,
  bare,
  full,
  firing,
}: Omit<Options, 'statements'> & Record<'bare' | 'full', Rest> & { firing: Firing }) {
  const rest = ({ statements, cpuPercent }: Rest) =>
    `${statements.toFixed(2)} statements/s, ${cpuPercent.toFixed(2)} % of a core`;
  console.log(
    [
      `${cpus().length} cores, ${schedules} schedules, ${due} of them due in the same second\n`,
      `| what | measured | budget |`,
      `| --- | --- | --- |`,
      `| leader at rest without schedules | ${rest(bare)} | — |`,
      `| leader at rest with ${schedules - due} schedules | ${rest(full)} | ${BUDGET.statements} statement/s, ${BUDGET.cpuPercent} % |`,
      `| the first of ${due} slots is fired after | ${firing.firstMs} ms | — |`,
      `| all of them after | ${firing.allMs} ms | ${BUDGET.firedMs} ms |`,
      `| all of their runs have ended after | ${firing.doneMs} ms | — |\n`,
    ].join('\n'),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
