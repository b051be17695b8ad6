import { hasAdmin } from '@fbrain/adapters/postgres/user-store';
import { Elysia } from 'elysia';
import { sessionDocs } from '../docs/session-docs.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject } from '../http/schema.ts';
import type { AccessDeps } from './access-deps.ts';
import { resetPassword, setUp } from './access-links.ts';
import { passwordResetBody, setupBody } from './access-schemas.ts';
import { noteActor } from './audit-recorder.ts';
import { beginSession } from './begin-session.ts';
import { openSession } from './sign-in.ts';

/** For people who have a link instead of a password. */
export function setupRoutes(deps: AccessDeps, bodyLimit: number) {
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  return new Elysia()
    .get('/setup', async () => ({ isNeeded: !(await hasAdmin(deps.sql)) }), {
      query: exactObject({}),
      detail: sessionDocs.getSetup,
    })
    .post(
      '/setup',
      async ({ request, body, set }) => {
        set.status = 201;
        return await beginSession(deps, { request, set }, async (whence) => {
          const { id: userId, email } = await setUp(deps, body);
          noteActor(request, email);
          return { userId, email, secret: await openSession(deps, userId, whence) };
        });
      },
      { parse, body: setupBody, detail: sessionDocs.setUp },
    )
    .post(
      '/password-reset',
      async ({ request, body }) => {
        const { email } = await resetPassword(deps, body, deps.addressOf(request));
        noteActor(request, email);
        return { status: 'done' as const };
      },
      { parse, body: passwordResetBody, detail: sessionDocs.resetPassword },
    );
}
