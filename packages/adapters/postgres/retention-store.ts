import { DomainError } from '@fbrain/core/errors/domain-error';
import {
  formatRetention,
  parseRetention,
  type Retention,
  type RetentionChange,
  type RetentionSettings,
} from '@fbrain/core/retention/retention';
import type { Database, Queryable } from './connection.ts';

/** Reads how long finished runs are kept. */
export async function getRetention(sql: Queryable): Promise<RetentionSettings> {
  const rows = await sql<{ kind: 'default' | 'queue' | 'task'; name: string; keepS: number }[]>`
    select 'default' as kind, '' as name, keep_s from fbrain.retention
    union all
    select 'queue', name, keep_s from fbrain.queue where keep_s is not null
    union all
    select 'task', name, keep_s from fbrain.task where keep_s is not null
    order by kind, name`;
  const byName = (kind: 'queue' | 'task') =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.name, formatRetention(row.keepS)]));
  const general = rows.find(({ kind }) => kind === 'default')?.keepS ?? Number.POSITIVE_INFINITY;
  return { default: formatRetention(general), queues: byName('queue'), tasks: byName('task') };
}

/**
 * Changes what is named, all or nothing, and has all days looked through again.
 * @throws DomainError `invalid`, `queue-not-found`, `task-not-found`
 */
export async function changeRetention(sql: Database, change: RetentionChange): Promise<RetentionSettings> {
  const keepS = change.default === undefined ? null : parseRetention(change.default, '/default');
  const queues = toSeconds(change.queues ?? {}, '/queues');
  const tasks = toSeconds(change.tasks ?? {}, '/tasks');
  await sql.begin(async (tx) => {
    if (keepS !== null) await tx`update fbrain.retention set keep_s = ${keepS}`;
    await setOwn(tx, 'queue', queues);
    await setOwn(tx, 'task', tasks);
    await tx`delete from fbrain.retention_day`;
  });
  return await getRetention(sql);
}

interface Own {
  name: string;
  keepS: number | null;
}

const toSeconds = (given: Record<string, Retention | null>, field: string): Own[] =>
  Object.entries(given).map(([name, retention]) => ({
    name,
    keepS: retention === null ? null : parseRetention(retention, `${field}/${name}`),
  }));

async function setOwn(tx: Queryable, kind: 'queue' | 'task', own: readonly Own[]): Promise<void> {
  const table = tx(`fbrain.${kind}`);
  for (const { name, keepS } of own) {
    const found = await tx`update ${table} set keep_s = ${keepS} where name = ${name} returning name`;
    if (found.length > 0) continue;
    throw new DomainError(
      `${kind}-not-found`,
      `There is no ${kind} "${name.slice(0, 100)}". GET /api/v1/${kind}s lists them.`,
    );
  }
}
