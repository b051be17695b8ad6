import type { Database } from '@fbrain/adapters/postgres/connection';
import { createRunClaimer, type RunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import type { Transport } from '@fbrain/adapters/transport';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ClaimRequest, ReadyHint, RunSource } from '@fbrain/core/transport/transport';
import type { TcpProxy } from './tcp-proxy.ts';

/** One carrier with everything a test may do to it. */
export interface TransportBench {
  /** Not through the proxy. */
  sql: Database;
  /** Between the transports and what carries them. */
  proxy: TcpProxy;
  open(): Transport;
  close(): Promise<void>;
}

const TASKS = { shared: ['demo.shared'], process: ['demo.process'] };
export const PLENTY: ClaimRequest = { limit: 1_000, processLimit: 1_000 };

/** Puts queued runs into the database and returns their hints, as the API would publish them. */
export async function addRuns(
  sql: Database,
  count: number,
  { queue = 'default', band = 1, task = 'demo.shared' } = {},
): Promise<ReadyHint[]> {
  const runIds = Array.from({ length: count }, () => Bun.randomUUIDv7());
  await sql`insert into fbrain.queue (name) values (${queue}) on conflict do nothing`;
  await sql`
    insert into fbrain.run (id, task, queue, band, state, input, max_attempts, due_at, queued_at)
    select id, ${task}, ${queue}, ${band}, 'queued', 'null', 1, now(), now()
    from unnest(${runIds}::uuid[]) as id`;
  return runIds.map((runId) => ({ runId, queue, band }));
}

/** A worker that is alive, as far as the database knows, and its right to claim. */
export async function addClaimer(sql: Database): Promise<RunClaimer> {
  const workerId = Bun.randomUUIDv7();
  await sql`
    insert into fbrain.worker (id, name, state, version, host, pid, queues, slots, lease_expires_at)
    values (${workerId}, 'test', 'active', '0', 'localhost', 1, '{*}', 8, now() + interval '1 hour')`;
  return createRunClaimer({ sql, workerId, tasks: () => TASKS });
}

/** Claims as a worker does, waiting for `onReady` after each empty answer, until it has `count` runs. */
export async function claimRuns(source: RunSource, count: number, request = PLENTY): Promise<ClaimedRun[]> {
  const claimed: ClaimedRun[] = [];
  while (claimed.length < count) {
    const ready = new Promise<void>((resolve) => source.onReady(resolve));
    const runs = await source.claim(request);
    claimed.push(...runs);
    if (runs.length === 0) await ready;
  }
  return claimed;
}

export const sortedIds = (runs: readonly { id: string }[]) => runs.map(({ id }) => id).sort();
export const hintedIds = (hints: readonly ReadyHint[]) => hints.map(({ runId }) => runId).sort();

/** What the tests of one carrier share; new for each test. */
export interface TransportContext {
  bench: () => TransportBench;
  open: () => Promise<Transport>;
  openSource: (transport: Transport, queues?: string[]) => Promise<RunSource>;
}
