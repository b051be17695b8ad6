import type { ErrorGroup, ErrorGroupDetail, ErrorGroupFilter, ErrorGroupState } from '@fbrain/core/errors/error-group';
import type { Queryable } from './connection.ts';

interface ErrorGroupRow
  extends Omit<ErrorGroupDetail, 'stateChangedAt' | 'regressedAt' | 'firstSeenAt' | 'lastSeenAt'> {
  stateChangedAt: Date;
  regressedAt: Date | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** Where a group stands in the list. */
export interface ErrorGroupPlace {
  /** ISO 8601 to the microsecond: of groups that were seen within the same millisecond, none may fall between pages. */
  lastSeenAt: string;
  fingerprint: string;
}

/** Groups that match, those seen last first, each with its place. */
export async function listErrorGroups(
  sql: Queryable,
  filter: ErrorGroupFilter,
  page: { limit: number; after?: ErrorGroupPlace | undefined },
): Promise<{ group: ErrorGroup; place: ErrorGroupPlace }[]> {
  const pattern = `%${(filter.q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await sql<(ErrorGroupRow & { seenAt: string })[]>`
    select ${columns(sql)}, null as stack,
           to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as seen_at
    from fbrain.error_group as known
    where true
      ${filter.state && filter.state.length > 0 ? sql`and state = any(${filter.state})` : sql``}
      ${filter.task === undefined ? sql`` : sql`and task = ${filter.task}`}
      ${filter.q === undefined ? sql`` : sql`and (task ilike ${pattern} or error ->> 'message' ilike ${pattern})`}
      ${page.after ? sql`and (last_seen_at, fingerprint) < (${page.after.lastSeenAt}::text::timestamptz, ${page.after.fingerprint})` : sql``}
    order by last_seen_at desc, fingerprint desc
    limit ${page.limit}`;
  return rows.map(({ seenAt, ...row }) => ({
    group: withoutStack(toErrorGroup(row)),
    place: { lastSeenAt: seenAt, fingerprint: row.fingerprint },
  }));
}

export async function getErrorGroup(sql: Queryable, fingerprint: string): Promise<ErrorGroupDetail | null> {
  const [row] = await sql<ErrorGroupRow[]>`
    select ${columns(sql)}, error ->> 'stack' as stack
    from fbrain.error_group as known where fingerprint = ${fingerprint}`;
  return row ? toErrorGroup(row) : null;
}

/** Says what is to be done about a group. Null = there is none. */
export async function changeErrorState(
  sql: Queryable,
  fingerprint: string,
  state: ErrorGroupState,
): Promise<ErrorGroupDetail | null> {
  await sql`
    update fbrain.error_group set state = ${state}, state_changed_at = now()
    where fingerprint = ${fingerprint} and state <> ${state}`;
  return await getErrorGroup(sql, fingerprint);
}

const columns = (sql: Queryable) => sql`
  fingerprint, task, error ->> 'kind' as kind, error ->> 'name' as name, error ->> 'message' as message, state,
  state_changed_at, regressed_at, first_seen_at, last_seen_at, attempts, runs, last_run_id,
  array(
    select coalesce(attempts, 0)::integer
    from generate_series(date_bin('1 hour', now(), 'epoch') - interval '23 hours', now(), interval '1 hour') as hour(at)
    left join fbrain.error_stat on error_stat.fingerprint = known.fingerprint and error_stat.at = hour.at
    order by hour.at
  ) as recent`;

const toErrorGroup = ({
  stateChangedAt,
  regressedAt,
  firstSeenAt,
  lastSeenAt,
  ...row
}: ErrorGroupRow): ErrorGroupDetail => ({
  ...row,
  stateChangedAt: stateChangedAt.toISOString(),
  regressedAt: regressedAt?.toISOString() ?? null,
  firstSeenAt: firstSeenAt.toISOString(),
  lastSeenAt: lastSeenAt.toISOString(),
});

const withoutStack = ({ stack: _, ...group }: ErrorGroupDetail): ErrorGroup => group;
