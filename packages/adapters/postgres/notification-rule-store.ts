import type { OpenIncident, Rule, RuleRequest } from '@fbrain/core/notification/rule';
import type { Queryable } from './connection.ts';

type RuleRow = Omit<Rule, 'lastToldAt' | 'createdAt' | 'updatedAt'> & {
  lastToldAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

/** By name. */
export async function listRules(sql: Queryable): Promise<Rule[]> {
  const rows = await sql<RuleRow[]>`select ${columns(sql)} from fbrain.notification_rule as rule order by name`;
  return rows.map(toRule);
}

/** Null = there is none. */
export async function getRule(sql: Queryable, id: string): Promise<Rule | null> {
  const [row] = await sql<RuleRow[]>`select ${columns(sql)} from fbrain.notification_rule as rule where id = ${id}`;
  return row ? toRule(row) : null;
}

/** A new rule looks at what happens from now on. Throws for a name that is taken (`isTakenName`). */
export async function insertRule(sql: Queryable, id: string, rule: Required<RuleRequest>): Promise<void> {
  await sql`
    insert into fbrain.notification_rule (id, name, kind, condition, channels, throttle, enabled)
    values (
      ${id}, ${rule.name}, ${rule.kind}, ${sql.json({ ...rule.condition })}, ${rule.channels}::uuid[], ${rule.throttle},
      ${rule.enabled}
    )`;
}

/**
 * Changes a rule. One that was off, or looks for something else now, begins anew: what happened meanwhile is not told.
 * False = there is none.
 */
export async function updateRule(sql: Queryable, id: string, rule: Required<RuleRequest>): Promise<boolean> {
  const condition = sql.json({ ...rule.condition });
  const { count } = await sql`
    with before as (
      select id, enabled and condition = ${condition}::jsonb as goes_on from fbrain.notification_rule where id = ${id} for update
    ),
    forgotten as (
      delete from fbrain.notification_group using before
      where rule_id = before.id and not (goes_on and ${rule.enabled})
    )
    update fbrain.notification_rule as rule
    set name = ${rule.name}, condition = ${condition}, channels = ${rule.channels}::uuid[], throttle = ${rule.throttle},
        enabled = ${rule.enabled}, updated_at = now(), problem = null, next_look_at = now(),
        cursor_at = case when goes_on then cursor_at else now() end
    from before
    where rule.id = before.id`;
  return count > 0;
}

/** Null = there is none. */
export async function deleteRule(sql: Queryable, id: string): Promise<Rule | null> {
  const rule = await getRule(sql, id);
  const { count } = await sql`delete from fbrain.notification_rule where id = ${id}`;
  return count > 0 ? rule : null;
}

export async function countRules(sql: Queryable): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from fbrain.notification_rule`;
  return row?.count ?? 0;
}

const columns = (sql: Queryable) => sql`
  id, name, kind, condition, channels, throttle, enabled, last_told_at, problem, created_at, updated_at,
  (
    select coalesce(json_agg(json_build_object('key', key, 'since', first_at) order by first_at, key), '[]')
    from fbrain.notification_group where rule_id = rule.id and is_open
  ) as open`;

const toRule = ({ lastToldAt, createdAt, updatedAt, open, ...rule }: RuleRow): Rule => ({
  ...rule,
  open: open.map(({ key, since }: OpenIncident) => ({ key, since: new Date(since).toISOString() })),
  lastToldAt: lastToldAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
