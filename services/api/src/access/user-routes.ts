import { deleteSessions, listSessions } from '@fbrain/adapters/postgres/session-store';
import { disableTotp } from '@fbrain/adapters/postgres/user-credential-store';
import { listUsers } from '@fbrain/adapters/postgres/user-store';
import { permissionsOf } from '@fbrain/core/access/role';
import type { User } from '@fbrain/core/access/user';
import { DEFAULT_PAGE_SIZE } from '@fbrain/core/page/page';
import { Elysia } from 'elysia';
import { userDocs } from '../docs/user-docs.ts';
import { fromCursor, toCursor } from '../http/page-cursor.ts';
import { readJson } from '../http/read-json.ts';
import { toPage } from '../http/to-page.ts';
import type { AccessDeps } from './access-deps.ts';
import { principalOf } from './access-guard.ts';
import { createResetLink } from './access-links.ts';
import { pageQuery, userBody, userPatchBody } from './access-schemas.ts';
import { createUser, patchUser, removeUser, requireUser } from './manage-users.ts';
import { requireCovers } from './require-covers.ts';

const DONE = { status: 'done' } as const;

/** Routes below `/users`. */
export function userRoutes(deps: AccessDeps, bodyLimit: number) {
  const { sql } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  /** A user about whom the caller may decide. */
  const requireLesser = async (request: Request, id: string): Promise<User> => {
    const user = await requireUser(sql, id);
    requireCovers(principalOf(request), permissionsOf(user));
    return user;
  };
  return new Elysia({ prefix: '/users' })
    .get(
      '',
      async ({ query: { limit = DEFAULT_PAGE_SIZE, cursor } }) => {
        const beforeId = cursor === undefined ? undefined : fromCursor(cursor);
        return toPage(await listUsers(sql, { limit: limit + 1, beforeId }), limit, ({ id }) => toCursor(id));
      },
      { query: pageQuery, detail: userDocs.listUsers },
    )
    .post(
      '',
      async ({ request, body, set }) => {
        set.status = 201;
        return await createUser(deps, principalOf(request), body);
      },
      { parse, body: userBody, detail: userDocs.createUser },
    )
    .get('/:userId', ({ params }) => requireUser(sql, params.userId), { detail: userDocs.getUser })
    .patch('/:userId', ({ request, params, body }) => patchUser(deps, principalOf(request), params.userId, body), {
      parse,
      body: userPatchBody,
      detail: userDocs.changeUser,
    })
    .delete('/:userId', ({ request, params }) => removeUser(deps, principalOf(request), params.userId), {
      detail: userDocs.deleteUser,
    })
    .post(
      '/:userId/reset-link',
      async ({ request, params, set }) => {
        const { id } = await requireLesser(request, params.userId);
        set.status = 201;
        return await createResetLink(sql, id);
      },
      { detail: userDocs.createResetLink },
    )
    .post(
      '/:userId/second-factor/remove',
      async ({ request, params }) => {
        const { id } = await requireLesser(request, params.userId);
        await disableTotp(sql, id);
        return DONE;
      },
      { detail: userDocs.removeUserSecondFactor },
    )
    .get(
      '/:userId/sessions',
      async ({ params }) => {
        const { id } = await requireUser(sql, params.userId);
        const sessions = await listSessions(sql, id, deps.sessionIdleMs);
        return { items: sessions.map((session) => ({ ...session, isCurrent: false })) };
      },
      { detail: userDocs.listUserSessions },
    )
    .delete(
      '/:userId/sessions',
      async ({ request, params }) => {
        const { id } = await requireLesser(request, params.userId);
        await deleteSessions(sql, id, null);
        deps.credentials.clear();
        return DONE;
      },
      { detail: userDocs.endUserSessions },
    );
}
