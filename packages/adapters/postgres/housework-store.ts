import { pruneBulkActions } from './bulk-action-store.ts';
import type { Database } from './connection.ts';
import { pruneBuckets } from './limit-store.ts';
import { pruneDeliveries } from './notification-delivery-store.ts';

/** Days a worker that ended is remembered: attempts name it. */
const WORKER_DAYS = 30;
/** Partitions made ahead: a leader that is away for a weekend must not matter. */
const PARTITION_DAYS = 7;
/** A backup holds what this needs for as long as it lasts, and whoever reads the history waits behind us. */
const LOCK_WAIT = '300ms';

/** What a leader does every hour. Each guards itself, and none needs another one. */
export const HOUSEWORK: Readonly<Record<string, (sql: Database) => Promise<unknown>>> = {
  'making partitions of run_history': (sql) => makePartitions(sql, 'run_history', 'id'),
  'making partitions of attempt': (sql) => makePartitions(sql, 'attempt', 'run_id'),
  'making partitions of run_log': (sql) => makePartitions(sql, 'run_log', 'run_id'),
  'forgetting idempotency keys': (sql) => sql`delete from fbrain.idempotency where expires_at <= now()`,
  'forgetting bulk actions': pruneBulkActions,
  'forgetting buckets of rate limits': pruneBuckets,
  'forgetting notifications': pruneDeliveries,
  'forgetting workers': (sql) => sql`
    delete from fbrain.worker
    where state in ('lost', 'stopped') and last_seen_at < now() - make_interval(days => ${WORKER_DAYS})
      and not exists (select from fbrain.run where run.worker_id = worker.id and run.state = 'running')`,
};

async function makePartitions(sql: Database, parent: string, key: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${LOCK_WAIT}, true)`;
    await tx`select fbrain.ensure_partitions(${parent}, ${key}, ${PARTITION_DAYS})`;
  });
}
