import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { CANCELLED_UNSAID } from '@fbrain/core/run/conclude-attempt';
import type { Ledger } from '../work/ledger.ts';

/** Instants are milliseconds since the epoch. Lines of the journal: "b" began, "e" ended well, "f" threw. */
const TABLES = `
  create schema harness;
  create table harness.accepted (
    id uuid, states text[], output jsonb, not_before_ms bigint, limit_name text, limit_size int, rate_name text
  );
  create table harness.cancel (id uuid, at_ms bigint, status int, state text, attempt int);
  create table harness.journal (mark text, run_id uuid, attempt int, pid int, at_ms bigint);`;

/** A run that was to be cancelled when its worker was taken for dead is cancelled, but its attempt was lost. */
const KIND = `case when error ->> 'message' = '${CANCELLED_UNSAID}' then 'lost' else error ->> 'kind' end`;

/** One row for each accepted run, recorded attempt and execution, whatever was said about it how often. */
const DIGESTS = `
  create table harness.ledger as
    select distinct on (id) * from harness.accepted order by id;
  create table harness.run as
    select id, state, output, attempt, failures, created_at, finished_at from fbrain.run_history
    union all
    select id, state, null, attempt, failures, created_at, null from fbrain.run;
  create table harness.attempt as
    select run_id, number, state, ${KIND} as kind,
           extract(epoch from started_at)::float8 * 1000 as started_ms,
           floor(extract(epoch from finished_at) * 1000)::bigint as finished_ms
    from fbrain.attempt
    union all
    select id, attempt, attempt_state, ${KIND}, extract(epoch from started_at)::float8 * 1000,
           floor(extract(epoch from finished_at) * 1000)::bigint
    from fbrain.run_history where attempt_state is not null
    union all
    select id, attempt, state, null, extract(epoch from started_at)::float8 * 1000, null
    from fbrain.run where state = 'running';
  create table harness.execution as
    select run_id, attempt, max(pid) as pid, count(*) filter (where mark = 'b') as begun,
           min(at_ms) filter (where mark = 'b') as began_ms, max(at_ms) filter (where mark <> 'b') as ended_ms,
           coalesce(bool_or(mark = 'e'), false) as succeeded
    from harness.journal group by run_id, attempt;
  create index on harness.run (id);
  create index on harness.ledger (id);
  create index on harness.attempt (run_id, number);
  create index on harness.execution (run_id, attempt);
  analyze harness.run, harness.ledger, harness.attempt, harness.execution, harness.cancel;`;

/**
 * Puts the ledger, the cancels and the journal into tables beside the system's own: PostgreSQL then compares millions
 * of lines in seconds, and the harness holds none of them.
 */
export async function loadEvidence(sql: Database, ledger: Ledger, journal: string): Promise<void> {
  await sql.unsafe(TABLES);
  const copy = async (table: string, file: string) =>
    pipeline(createReadStream(file), await sql.unsafe(`copy harness.${table} from stdin`).writable());
  await copy('accepted', ledger.runsFile);
  await copy('cancel', ledger.cancelsFile);
  await copy('journal', journal);
  await sql.unsafe(DIGESTS);
}
