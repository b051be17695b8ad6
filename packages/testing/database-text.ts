import type { Database } from '@fbrain/adapters/postgres/connection';

/** Everything that the tables of the product hold, as text: what a dump of the database would show. */
export async function databaseText(sql: Database): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'fbrain'`;
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await sql.unsafe<{ text: string }[]>(`select row_text::text as text from ${name} as row_text`);
      return rows.map(({ text }) => text).join('\n');
    }),
  );
  return texts.join('\n');
}
