import type { Database, Fragment } from '@fbrain/adapters/postgres/connection';

/** A promise, as the query for what breaks it: one sentence a row, in a column `violation`. */
export type Rule = (sql: Database) => Fragment;

/** Shown of each rule: a thousand runs that broke the same way say no more than some. */
const SHOWN = 10;

export async function findViolations(sql: Database, rules: readonly Rule[]): Promise<string[]> {
  const found: string[] = [];
  for (const rule of rules) {
    const rows = await sql<{ violation: string; count: number }[]>`
      select violation, count(*) over ()::integer as count from (${rule(sql)}) as broken limit ${SHOWN}`;
    found.push(...rows.map(({ violation }) => violation));
    const count = rows[0]?.count ?? 0;
    if (count > SHOWN) found.push(`… and ${count - SHOWN} more like the last`);
  }
  return found;
}
