import type { Json, JsonObject } from '@fbrain/core/run/json';
import { type Keyring, UnreadableSecretError } from '../crypto/keyring.ts';
import { type Payload, resealJson } from '../crypto/secret-json.ts';
import type { Database, Queryable } from './connection.ts';
import { shareDeletions } from './history-swap-store.ts';

/** A column that holds ciphertexts. */
export interface SealedColumn {
  /** In words, for progress. */
  name: string;
  table: string;
  key: string;
  keyType: 'uuid' | 'text';
  column: string;
  columnType: 'jsonb' | 'text';
  /** Makes all ciphertexts of a stored text with the newest key. Throws UnreadableSecretError. */
  reseal(keyring: Keyring, row: { key: string; task: string | null; text: string }): string;
}

/** What became of one page of a column. */
export interface ResealedPage {
  /** Rows looked at. */
  seen: number;
  /** Rows with a ciphertext of an older key: they now have one of the newest, unless only counted. */
  old: number;
  /** Rows with a ciphertext that no key opens. */
  unreadable: number;
  /** After which the next page begins; null = there is none. */
  lastKey: string | null;
}

const resealPayload =
  (kind: Payload['kind']): SealedColumn['reseal'] =>
  (keyring, { task, text }) =>
    JSON.stringify(resealJson(keyring, { kind, task: task ?? '' }, JSON.parse(text)));

const resealText =
  (purpose: string): SealedColumn['reseal'] =>
  (keyring, { key, text }) => {
    if (keyring.isCurrent(text)) return text;
    const place = { purpose, row: key };
    return keyring.seal(keyring.open(text, place), place);
  };

const resealRequest: SealedColumn['reseal'] = (keyring, { task, text }) => {
  const request: JsonObject = JSON.parse(text);
  const input: Json = resealJson(keyring, { kind: 'input', task: task ?? '' }, request.input ?? null);
  return JSON.stringify('input' in request ? { ...request, input } : request);
};

const BY_ID = { key: 'id', keyType: 'uuid' } as const;
const JSON_COLUMN = { ...BY_ID, columnType: 'jsonb' } as const;

/** All of them. Runs that wait come before those that have ended: one that ends meanwhile is met again. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    ...{ name: 'stored secrets', table: 'fbrain.secret', key: 'name', keyType: 'text' },
    ...{ column: 'sealed', columnType: 'text', reseal: resealText('secret.value') },
  },
  {
    ...{ name: 'second factors of users', table: 'fbrain.user_account', ...BY_ID },
    ...{ column: 'totp_secret', columnType: 'text', reseal: resealText('totp.secret') },
  },
  {
    ...{ name: 'channels of notifications', table: 'fbrain.notification_channel', ...BY_ID },
    ...{ column: 'secrets', columnType: 'text', reseal: resealText('notification.channel') },
  },
  { name: 'schedules', table: 'fbrain.schedule', column: 'request', ...JSON_COLUMN, reseal: resealRequest },
  { name: 'inputs of runs', table: 'fbrain.run', column: 'input', ...JSON_COLUMN, reseal: resealPayload('input') },
  {
    ...{ name: 'inputs of ended runs', table: 'fbrain.run_history', column: 'input' },
    ...{ ...JSON_COLUMN, reseal: resealPayload('input') },
  },
  {
    ...{ name: 'outputs of ended runs', table: 'fbrain.run_history', column: 'output' },
    ...{ ...JSON_COLUMN, reseal: resealPayload('output') },
  },
];

/** Which page of a column, and what for. */
export interface PageOptions {
  afterKey: string | null;
  limit: number;
  /** Only count. */
  isDryRun: boolean;
}

interface PageRow {
  seen: number;
  lastKey: string | null;
  rows: { key: string; task: string | null; text: string }[];
}

/**
 * Encrypts a page of a column with the newest key. What changes meanwhile is left as it is: that used the newest key.
 * @throws lock_not_available while a day of ended runs is being copied; try again
 */
export async function resealPage(
  sql: Database,
  keyring: Keyring,
  sealed: SealedColumn,
  { afterKey, limit, isDryRun }: PageOptions,
): Promise<ResealedPage> {
  const { seen, lastKey, rows } = await readPage(sql, sealed, afterKey, limit);
  const changes: { key: string; before: string; after: string }[] = [];
  let unreadable = 0;
  for (const row of rows) {
    try {
      const after = sealed.reseal(keyring, row);
      if (!isSame(sealed, row.text, after)) changes.push({ key: row.key, before: row.text, after });
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      unreadable++;
    }
  }
  if (!isDryRun && changes.length > 0) {
    await sql.begin(async (tx) => {
      // The copy of a day would bring back what the older key has encrypted, as it brings back deleted runs.
      if (sealed.table === 'fbrain.run_history') await shareDeletions(tx);
      await writePage(tx, sealed, changes);
    });
  }
  return { seen, old: changes.length, unreadable, lastKey: seen < limit ? null : lastKey };
}

/** Stored JSON has other spaces than ours. */
const isSame = ({ columnType }: SealedColumn, before: string, after: string): boolean =>
  before === after || (columnType === 'jsonb' && JSON.stringify(JSON.parse(before)) === after);

async function readPage(
  sql: Queryable,
  sealed: SealedColumn,
  afterKey: string | null,
  limit: number,
): Promise<PageRow> {
  const { table, key, keyType, column, columnType } = sealed;
  const task = columnType === 'jsonb' ? sql`task` : sql`null::text`;
  const [page] = await sql<PageRow[]>`
    with page as materialized (
      select ${sql(key)} as key, ${task} as task, ${sql(column)}::text as text
      from ${sql(table)}
      where ${afterKey}::${sql.unsafe(keyType)} is null or ${sql(key)} > ${afterKey}::${sql.unsafe(keyType)}
      order by ${sql(key)}
      limit ${limit}
    )
    select (select count(*)::integer from page) as seen,
           (select key::text from page order by page.key desc limit 1) as last_key,
           (
             select coalesce(json_agg(json_build_object('key', key, 'task', task, 'text', text)), '[]')
             from page where text like ${columnType === 'jsonb' ? '%"$secret"%' : 'v1.%'}
           ) as rows`;
  return page ?? { seen: 0, lastKey: null, rows: [] };
}

async function writePage(sql: Queryable, sealed: SealedColumn, changes: readonly object[]): Promise<void> {
  const { table, key, keyType, column, columnType } = sealed;
  await sql`
    update ${sql(table)} as sealed
    set ${sql(column)} = change.after::${sql.unsafe(columnType)}
    from json_to_recordset(${JSON.stringify(changes)}::text::json) as change(key text, before text, after text)
    where sealed.${sql(key)} = change.key::${sql.unsafe(keyType)} and sealed.${sql(column)}::text = change.before`;
}
