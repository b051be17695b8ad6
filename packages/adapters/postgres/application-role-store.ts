import type { Database } from './connection.ts';

/** Any fixed number that no other advisory lock of this database uses. */
const GRANT_LOCK = 7_261_012;

/**
 * Lets a role do what the services do, and no more: it reads and writes rows, but changes no table, forgets nothing of
 * the audit log, and does not touch the list of migrations. What the owner makes later, it may use as well.
 * Throws if there is no such role and no password to make it with.
 */
export async function grantApplicationRole(sql: Database, role: string, password: string | null): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${GRANT_LOCK})`;
    const [found] = await tx`select from pg_roles where rolname = ${role}`;
    if (!found) {
      if (password === null)
        throw new Error(`there is no role "${role}". Make it with "create role", or give its password`);
      // DDL takes no parameters: the server itself quotes.
      const [row] = await tx<{ statement: string }[]>`
        select format('create role %I login password %L', ${role}::text, ${password}::text) as statement`;
      await tx.unsafe(row?.statement ?? '');
    }
    const name = tx(role);
    await tx`revoke all on schema fbrain from ${name}`;
    await tx`grant usage on schema fbrain to ${name}`;
    await tx`grant select, insert, update, delete on all tables in schema fbrain to ${name}`;
    await tx`grant usage, select on all sequences in schema fbrain to ${name}`;
    await tx`grant execute on all functions in schema fbrain to ${name}`;
    // New partitions, and copies of old ones.
    await tx`alter default privileges in schema fbrain grant select, insert, update, delete on tables to ${name}`;
    await tx`revoke insert, update, delete on fbrain.migration from ${name}`;
    await tx`revoke update, delete on fbrain.audit_entry from ${name}`;
  });
}
