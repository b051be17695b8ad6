import type { Database } from '@fbrain/adapters/postgres/connection';

/** Names that change with the day are shown once, as the partition of any day. */
const DAILY_PARTITION = '_[0-9]{8}';

/** The schema as text, stable between runs and servers: tables with columns and CHECKs, indexes, functions. */
export async function describeSchema(sql: Database): Promise<string> {
  const tables = await sql<
    {
      name: string;
      columns: string[];
      constraints: string[] | null;
      options: string | null;
      partition: string | null;
    }[]
  >`
    select t.relname as name, pg_get_partkeydef(t.oid) as partition, array_to_string(t.reloptions, ', ') as options,
           array(
             select format('%s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                           case when a.attnotnull then ' not null' else '' end,
                           coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
             from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
             where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
             order by a.attnum
           ) as columns,
           array(
             -- PostgreSQL 18 also lists NOT NULL here, which the columns show already.
             select pg_get_constraintdef(c.oid) from pg_constraint c
             where c.conrelid = t.oid and c.contype <> 'n' order by 1
           ) as constraints
    from pg_class t
    where t.relnamespace = 'fbrain'::regnamespace and t.relkind in ('r', 'p') and t.relname !~ ${DAILY_PARTITION}
    order by t.relname`;
  const indexes = await sql<{ indexdef: string }[]>`
    select indexdef from pg_indexes where schemaname = 'fbrain' and indexname !~ ${DAILY_PARTITION} order by indexname`;
  const functions = await sql<{ definition: string }[]>`
    select pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace = 'fbrain'::regnamespace order by proname`;
  return [
    ...tables.map(({ name, columns, constraints, options, partition }) => {
      const suffix = `${partition ? ` partition by ${partition}` : ''}${options ? ` with (${options})` : ''}`;
      return `table ${name} (\n  ${[...columns, ...(constraints ?? [])].join(',\n  ')}\n)${suffix};\n`;
    }),
    ...indexes.map(({ indexdef }) => `${indexdef};`),
    '',
    ...functions.map(({ definition }) => `${definition.trim()};\n`),
  ].join('\n');
}
