import type { Database, Queryable } from './connection.ts';

/** How long a link works. */
export const LINK_HOURS = 24;

/** Any fixed number that no other advisory lock of this database uses. */
const SETUP_LINK_LOCK = 7_261_013;

/** Stores a link and answers when it lapses. `userId` null = for the first admin. Forgets those that have lapsed. */
export async function insertAccessLink(sql: Queryable, codeHash: Buffer, userId: string | null): Promise<string> {
  const [row] = await sql<{ expiresAt: Date }[]>`
    with lapsed as (
      delete from fbrain.access_link where expires_at < now()
    )
    insert into fbrain.access_link (code_hash, user_id, expires_at)
    values (${codeHash}, ${userId}, now() + make_interval(hours => ${LINK_HOURS}))
    returning expires_at`;
  if (!row) throw new Error('The link was not stored.');
  return row.expiresAt.toISOString();
}

/**
 * Stores a link for the first admin in the place of all that there were, so that one is good however many replicas start
 * at once: the lock holds the others up until it is stored. Answers when it lapses.
 */
export async function replaceSetupLink(sql: Database, codeHash: Buffer): Promise<string> {
  return await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${SETUP_LINK_LOCK})`;
    await deleteSetupLinks(tx);
    return await insertAccessLink(tx, codeHash, null);
  });
}

/** Whether there is such a link for the first admin. Locks it. */
export async function isSetupLink(tx: Queryable, codeHash: Buffer): Promise<boolean> {
  const rows = await tx`
    select from fbrain.access_link
    where code_hash = ${codeHash} and user_id is null and expires_at > now() for update`;
  return rows.length > 0;
}

/** After the first admin exists no link must make another. */
export async function deleteSetupLinks(tx: Queryable): Promise<void> {
  await tx`delete from fbrain.access_link where user_id is null`;
}

/** Whose link it is. Null = it was used, has lapsed, or never was. */
export async function findLinkUser(sql: Queryable, codeHash: Buffer): Promise<{ id: string; email: string } | null> {
  const [row] = await sql<{ id: string; email: string }[]>`
    select id, email
    from fbrain.access_link
    join fbrain.user_account on user_account.id = access_link.user_id
    where code_hash = ${codeHash} and expires_at > now()`;
  return row ?? null;
}

/** Takes a link for good. False = somebody else was faster. */
export async function takeLink(tx: Queryable, codeHash: Buffer): Promise<boolean> {
  const { count } = await tx`delete from fbrain.access_link where code_hash = ${codeHash} and expires_at > now()`;
  return count > 0;
}
