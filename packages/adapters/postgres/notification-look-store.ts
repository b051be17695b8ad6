import type { Finding, NotificationGroup } from '@fbrain/core/notification/decide-notifications';
import { MAX_SAMPLE_LENGTH, MAX_SAMPLES } from '@fbrain/core/notification/message';
import type { Rule, RuleCondition } from '@fbrain/core/notification/rule';
import type { Queryable } from './connection.ts';

/** What a look at rules reads and writes. All of it belongs into one transaction, which begins with `lockDueRules`. */

/** As PostgreSQL writes it: a Date has no microseconds, and would put off what happened in the same millisecond. */
type Instant = string;

/** The instants between which a look finds: after `since`, until `until`. */
interface Period {
  since: Instant;
  until: Instant;
}

/** A rule whose look is due, locked. */
export interface DueRule extends Pick<Rule, 'id' | 'name' | 'kind' | 'condition' | 'channels' | 'throttle'> {
  /** Until when it was looked at. */
  cursorAt: Instant;
  now: Date;
  /** Until when everything that ended is committed, never before `cursorAt`. */
  settledUntil: Instant;
  groups: NotificationGroup[];
}

/** Rules that share the statements of a look. */
export const LOOKED_AT_ONCE = 20;
/** Rules that are due so soon join those that are due now: one look costs less than two. */
const AHEAD = '3 s';

/**
 * The rules whose look is due the longest, without those that somebody else has in hands.
 *
 * A statement that began before now may still write an end with the instant of its beginning, so the oldest one under
 * way bounds what is settled. It is one of ours: none lasts longer than 15 s.
 */
export async function lockDueRules(tx: Queryable): Promise<DueRule[]> {
  return await tx<DueRule[]>`
    with due as materialized (
      select * from fbrain.notification_rule
      where enabled and next_look_at <= now() + ${AHEAD}::interval
      order by next_look_at
      limit ${LOOKED_AT_ONCE}
      for update skip locked
    )
    select id, name, kind, condition, channels, throttle, cursor_at::text, now() as now,
           greatest(cursor_at, settled.until)::text as settled_until,
           array(
             select json_build_object(
               'key', key, 'count', count, 'samples', samples, 'detail', detail, 'isOpen', is_open, 'isTold', is_told,
               'firstAtMs', ${ms(tx, 'first_at')}, 'dueAtMs', ${ms(tx, 'due_at')}, 'toldAtMs', ${ms(tx, 'told_at')}
             )
             from fbrain.notification_group where rule_id = due.id
           ) as groups
    from due, (
      select least(now(), min(xact_start) - interval '1 microsecond') as until
      from pg_stat_activity
      where datname = current_database() and application_name like 'fbrain-%' and state <> 'idle'
        and pid <> pg_backend_pid() and xact_start > now() - interval '15 s'
    ) as settled
    order by next_look_at`;
}

const ms = (sql: Queryable, column: string) => sql`(extract(epoch from ${sql(column)}) * 1000)::float8`;

// Through text, or postgres.js would make Dates of them.
const within = (sql: Queryable, column: string, { since, until }: Period) =>
  sql`${sql(column)} > ${since}::text::timestamptz and ${sql(column)} <= ${until}::text::timestamptz`;

/** A pattern of names, in which `*` stands for any text. */
const named = (sql: Queryable, column: string, pattern = '*') =>
  pattern === '*' ? sql`` : sql`and ${sql(column)} like ${pattern.replaceAll(/[%_\\]/g, '\\$&').replaceAll('*', '%')}`;

/** Runs that failed for good after `since` and until `until`, by task. */
export async function findFailures(
  tx: Queryable,
  { task, queue, tag }: RuleCondition,
  period: Period,
): Promise<Finding[]> {
  return await tx<Finding[]>`
    select task as key, count(*)::float8 as count, '' as detail, to_json((array_agg(
      json_build_object('runId', id, 'error', left(coalesce(error ->> 'message', ''), ${MAX_SAMPLE_LENGTH})) order by finished_at, id
    ))[1:${MAX_SAMPLES}]) as samples
    from fbrain.run_history
    where state = 'failed' and ${within(tx, 'finished_at', period)}
      ${named(tx, 'task', task)} ${named(tx, 'queue', queue)} ${tag === undefined ? tx`` : tx`and ${tag} = any(tags)`}
    group by task
    order by count(*) desc, task`;
}

/** Slots that were missed, by schedule. */
export async function findMissedSlots(tx: Queryable, { schedule }: RuleCondition, period: Period): Promise<Finding[]> {
  return await tx<Finding[]>`
    select name as key, sum(coalesce(count, 1))::float8 as count, '' as detail, '[]'::json as samples
    from fbrain.schedule_slot join fbrain.schedule on schedule.id = schedule_id
    where outcome = 'missed' and ${within(tx, 'decided_at', period)} ${named(tx, 'name', schedule)}
    group by name
    order by 2 desc, name`;
}

/**
 * Tasks of whose runs too many failed within the window, from the statistics. These count by the minute: one that has begun
 * before the window counts as a whole, or the failures of its end would be in no window of a minute.
 */
export async function findFailingTasks(
  tx: Queryable,
  { task, queue, rate = 1, minRuns = 1 }: RuleCondition,
  windowMs: number,
): Promise<Finding[]> {
  const about = tx`state in ('succeeded', 'failed') ${named(tx, 'task', task)} ${named(tx, 'queue', queue)}`;
  const since = tx`date_trunc('minute', now() - make_interval(secs => ${windowMs / 1_000}))`;
  return await tx<Finding[]>`
    select task as key, failed::float8 as count, '[]'::json as samples,
           failed || ' of ' || total || ' runs failed (' || round(failed * 100.0 / total) || ' %)' as detail
    from (
      select task, sum(runs) filter (where state = 'failed') as failed, sum(runs) as total
      from (
        select task, state, runs from fbrain.run_stat where at >= ${since} and ${about}
        union all
        select task, state, runs from fbrain.run_tally where ended_at >= ${since} and ${about}
      ) as ended
      group by task
    ) as counted
    where total >= ${minRuns} and failed > total * ${rate}::float8
    order by failed desc, task`;
}

/** What a look at a rule came to. */
export interface Look {
  rule: DueRule;
  groups: readonly NotificationGroup[];
  nextLookInMs: number;
  hasTold: boolean;
}

/** Keeps what was decided, and says when to look again. */
export async function recordLooks(tx: Queryable, looks: readonly Look[]): Promise<void> {
  const changed = looks.filter(({ rule, groups }) => groups.length > 0 || rule.groups.length > 0);
  if (changed.length > 0) {
    const records = changed.flatMap(({ rule, groups }) => groups.map((group) => ({ ...group, ruleId: rule.id })));
    await tx`delete from fbrain.notification_group where rule_id = any(${changed.map(({ rule }) => rule.id)}::uuid[])`;
    await tx`
      insert into fbrain.notification_group
        (rule_id, key, count, samples, detail, is_open, is_told, first_at, due_at, told_at)
      select "ruleId", key, count, samples, detail, "isOpen", "isTold", to_timestamp("firstAtMs" / 1000),
             to_timestamp("dueAtMs" / 1000), to_timestamp("toldAtMs" / 1000)
      from json_to_recordset(${JSON.stringify(records)}::text::json) as g(
        "ruleId" uuid, key text, count bigint, samples jsonb, detail text, "isOpen" boolean, "isTold" boolean,
        "firstAtMs" float8, "dueAtMs" float8, "toldAtMs" float8
      )`;
  }
  const next = looks.map(({ rule, nextLookInMs, hasTold }) => ({
    id: rule.id,
    cursorAt: rule.settledUntil,
    nextLookInMs,
    hasTold,
  }));
  await tx`
    update fbrain.notification_rule as rule
    set cursor_at = look."cursorAt", problem = null,
        next_look_at = now() + make_interval(secs => "nextLookInMs" / 1000),
        last_told_at = case when "hasTold" then now() else last_told_at end
    from json_to_recordset(${JSON.stringify(next)}::text::json) as look(
      id uuid, "cursorAt" timestamptz, "nextLookInMs" float8, "hasTold" boolean
    )
    where rule.id = look.id`;
}

/** Puts off a rule whose look failed, and says why. Its cursor stays, so nothing is lost. */
export async function postponeLook(sql: Queryable, id: string, problem: string, inMs: number): Promise<void> {
  await sql`
    update fbrain.notification_rule
    set problem = ${problem}, next_look_at = now() + make_interval(secs => ${inMs / 1_000})
    where id = ${id}`;
}
