/**
 * How should a finished run leave the hot set? Times claim and finish of the same runs in four table designs, on a
 * PostgreSQL of its own. `bun bench/hot-set.ts [runs]`; the result is in docs/decisions/0003-finished-runs-move.md.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, type Fragment, openDatabase } from '@fbrain/adapters/postgres/connection';
import { startPostgres } from '@fbrain/local-stack/postgres-server';

const ROUNDS = 2;
const CLAIM_BATCH = 250;
const INSERT_BATCH = 1_000;
const WORKER = Bun.randomUUIDv7();
const INPUT = { n: 1, month: '2026-11', customer: 'c_123456', lines: [1, 2, 3] };

/** The columns of a run, about as wide as the real ones. */
const COLUMNS = `
  id uuid not null, task text not null, queue text not null, band smallint not null, priority int not null,
  state text not null, input jsonb, output jsonb, error jsonb, attempt int not null default 0,
  max_attempts int not null default 5, tags text[], metadata jsonb, due_at timestamptz, queued_at timestamptz,
  created_at timestamptz not null default now(), expires_at timestamptz, deadline_at timestamptz,
  started_at timestamptz, finished_at timestamptz, worker_id uuid, progress real, concurrency_key text, unique_key text`;
const HOT = 'with (fillfactor = 80)';
const hotIndexes = (table: string): string => `
  create index on ${table} (queue, band, priority desc, id) where state = 'queued';
  create index on ${table} (due_at) where state in ('scheduled', 'retrying');
  create index on ${table} (worker_id) where state = 'running';`;
const historyIndexes = (table: string): string => `
  create index on ${table} (task, id);
  create index on ${table} (queue, id);
  create index on ${table} (state, id) where state <> 'succeeded';`;
const separateHistory = `
  create table run (${COLUMNS}, primary key (id)) ${HOT}; ${hotIndexes('run')}
  create table history (${COLUMNS}, primary key (id)) partition by range (id); ${historyIndexes('history')}
  create table history_default partition of history default;`;

interface Variant {
  name: string;
  schema: string;
  /** Where running rows are updated. */
  hotTable: string;
  finish(sql: Database, ends: string): Fragment;
  /** Moves finished rows later; answers how many. */
  move?: (sql: Database) => Fragment;
}

const ending = (sql: Database, ends: string) =>
  sql`ending as (select * from json_to_recordset(${ends}::text::json) as e(id uuid, attempt int, output jsonb))`;
const isCurrent = (sql: Database) =>
  sql`r.id = e.id and r.attempt = e.attempt and r.worker_id = ${WORKER} and r.state = 'running'`;
const markFinal = (sql: Database, ends: string, extra: Fragment) => sql`
  with ${ending(sql, ends)}
  update run r set state = 'succeeded', output = e.output, finished_at = now() ${extra}
  from ending e where ${isCurrent(sql)} returning r.id`;

const VARIANTS: Variant[] = [
  {
    name: 'delete + insert in the finish',
    schema: separateHistory,
    hotTable: 'run',
    finish: (sql, ends) => sql`
      with ${ending(sql, ends)},
      gone as (delete from run r using ending e where ${isCurrent(sql)} returning r.*, e.output as final_output)
      insert into history (id, task, queue, band, priority, state, input, output, attempt, max_attempts, tags, metadata,
        due_at, queued_at, created_at, expires_at, deadline_at, started_at, finished_at, worker_id, concurrency_key, unique_key)
      select id, task, queue, band, priority, 'succeeded', input, final_output, attempt, max_attempts, tags, metadata,
        due_at, queued_at, created_at, expires_at, deadline_at, started_at, now(), worker_id, concurrency_key, unique_key
      from gone returning id`,
  },
  {
    name: 'one table, list-partitioned by final',
    schema: `
      create table run (${COLUMNS}, final boolean not null default false, primary key (id, final)) partition by list (final);
      create table run_hot partition of run for values in (false) ${HOT}; ${hotIndexes('run_hot')}
      create table run_final partition of run for values in (true) partition by range (id); ${historyIndexes('run_final')}
      create table run_final_default partition of run_final default;`,
    hotTable: 'run_hot',
    finish: (sql, ends) => markFinal(sql, ends, sql`, final = true`),
  },
  {
    name: 'one table by time, updated in place',
    schema: `
      create table run (${COLUMNS}, primary key (id)) partition by range (id); ${hotIndexes('run')} ${historyIndexes('run')}
      create table run_default partition of run default ${HOT};`,
    hotTable: 'run',
    finish: (sql, ends) => markFinal(sql, ends, sql``),
  },
  {
    name: 'marked final, moved later',
    schema: `${separateHistory} create index on run (finished_at) where state = 'succeeded';`,
    hotTable: 'run',
    finish: (sql, ends) => markFinal(sql, ends, sql``),
    move: (sql) => sql`
      with gone as (
        delete from run where id in (
          select id from run where state = 'succeeded' order by finished_at limit ${INSERT_BATCH} for update skip locked
        ) returning *
      )
      insert into history select * from gone returning id`,
  },
];

const runs = Number(Bun.argv[2] ?? 50_000);
const dir = mkdtempSync(join(tmpdir(), 'fbrain-hot-set-'));
const server = await startPostgres(dir);
try {
  await server.ready;
  const sql = openDatabase({ url: server.url, max: 4, statementTimeoutMs: 0 });
  for (let round = 1; round <= ROUNDS; round++) {
    for (const variant of VARIANTS) console.log(`round ${round}  ${await measure(sql, variant)}`);
  }
  await sql.end();
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

async function measure(sql: Database, variant: Variant): Promise<string> {
  await sql.unsafe(`drop table if exists run, history cascade; ${variant.schema} checkpoint`);
  const ids = Array.from({ length: runs }, () => Bun.randomUUIDv7());
  const [start] = await sql`select pg_current_wal_lsn()::text as lsn`;
  await insertAll(sql, ids);
  const startedAt = performance.now();
  await drain(sql, variant, ids);
  const perSecond = (runs * 1_000) / (performance.now() - startedAt);
  const [size] = await sql`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), ${start?.lsn}::pg_lsn)::float8 as wal,
           (select sum(pg_total_relation_size(oid)) from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace)::float8 as disk`;
  const perRun = (bytes: number) => `${Math.round(bytes / runs)} B`;
  return `${variant.name.padEnd(40)} ${Math.round(perSecond)} /s  WAL ${perRun(size?.wal)}  disk ${perRun(size?.disk)}`;
}

async function insertAll(sql: Database, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += INSERT_BATCH) {
    const rows = JSON.stringify(ids.slice(i, i + INSERT_BATCH).map((id) => ({ id, input: INPUT })));
    await sql`
      insert into run (id, task, queue, band, priority, state, input, queued_at)
      select id, 'noop', 'default', 1, 0, 'queued', input, now()
      from json_to_recordset(${rows}::text::json) as r(id uuid, input jsonb)`;
  }
}

/** Claims a batch while the batch before finishes, as the worker does. */
async function drain(sql: Database, variant: Variant, ids: readonly string[]): Promise<void> {
  let finishing: Promise<unknown> = Promise.resolve();
  for (let i = 0; i < ids.length; i += CLAIM_BATCH) {
    const claimed = await sql<{ id: string; attempt: number }[]>`
      update ${sql(variant.hotTable)} r
      set state = 'running', attempt = attempt + 1, worker_id = ${WORKER}, started_at = now()
      where id = any(${ids.slice(i, i + CLAIM_BATCH)}::uuid[]) and state = 'queued'
      returning id, task, input, attempt, max_attempts`;
    await finishing;
    const ends = JSON.stringify(claimed.map(({ id, attempt }) => ({ id, attempt, output: { ok: true, rows: 12 } })));
    finishing = variant.finish(sql, ends).execute();
    if (variant.move && (i / CLAIM_BATCH) % 4 === 3) await variant.move(sql);
  }
  await finishing;
  while (variant.move && (await variant.move(sql)).count > 0);
}
