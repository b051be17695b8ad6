import { deleteSession, deleteSessions, listSessions } from '@fbrain/adapters/postgres/session-store';
import { setPassword } from '@fbrain/adapters/postgres/user-credential-store';
import { checkPassword } from '@fbrain/core/access/password';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import { Elysia } from 'elysia';
import { sessionDocs } from '../docs/session-docs.ts';
import { readJson } from '../http/read-json.ts';
import { exactObject } from '../http/schema.ts';
import { isUuid } from '../http/uuid.ts';
import type { AccessDeps } from './access-deps.ts';
import { callerOf } from './access-guard.ts';
import { passwordChangeBody, signInBody } from './access-schemas.ts';
import { noteActor } from './audit-recorder.ts';
import { beginSession } from './begin-session.ts';
import { describeSession, requireUserCaller } from './session-caller.ts';
import { confirmPassword, signIn } from './sign-in.ts';

const DONE = { status: 'done' } as const;

/** `/session`: the one that asks, and its user; `/sessions`: the others of that user. */
export function sessionRoutes(deps: AccessDeps, bodyLimit: number) {
  const { sql } = deps;
  const parse = ({ request }: { request: Request }) => readJson(request, bodyLimit);
  return new Elysia()
    .post(
      '/session',
      ({ request, body, set }) => {
        const onCounted = () => noteActor(request, body.email);
        return beginSession(deps, { request, set }, (whence) => signIn(deps, body, whence, onCounted));
      },
      { parse, body: signInBody, detail: sessionDocs.signIn },
    )
    .get('/session', ({ request }) => describeSession(deps, callerOf(request)), {
      query: exactObject({}),
      detail: sessionDocs.getSession,
    })
    .get('/session/state', ({ request }) => sessionState(deps, request), {
      query: exactObject({}),
      detail: sessionDocs.getSessionState,
    })
    .delete(
      '/session',
      async ({ request, set }) => {
        const { userId, sessionId } = requireUserCaller(request);
        if (sessionId !== null) await deleteSession(sql, sessionId, userId);
        deps.credentials.clear();
        set.headers['set-cookie'] = deps.cookies.erase();
        return DONE;
      },
      { detail: sessionDocs.signOut },
    )
    .put(
      '/session/password',
      async ({ request, body: { currentPassword, newPassword } }) => {
        const { userId, email, sessionId } = requireUserCaller(request);
        checkPassword(newPassword, email, '/newPassword');
        if (newPassword === currentPassword) throw invalid('/newPassword', 'must differ from the present password');
        await confirmPassword(deps, { userId, address: deps.addressOf(request) }, currentPassword);
        const passwordHash = await deps.hasher.hash(newPassword);
        await setPassword(sql, { userId, passwordHash, keptSessionId: sessionId });
        deps.credentials.clear();
        return DONE;
      },
      { parse, body: passwordChangeBody, detail: sessionDocs.changePassword },
    )
    .get(
      '/sessions',
      async ({ request }) => {
        const { userId, sessionId } = requireUserCaller(request);
        const sessions = await listSessions(sql, userId, deps.sessionIdleMs);
        return { items: sessions.map((session) => ({ ...session, isCurrent: session.id === sessionId })) };
      },
      { query: exactObject({}), detail: sessionDocs.listSessions },
    )
    .delete(
      '/sessions/:sessionId',
      async ({ request, params: { sessionId } }) => {
        const { userId } = requireUserCaller(request);
        const isEnded = isUuid(sessionId) && (await deleteSession(sql, sessionId, userId));
        if (!isEnded) throw sessionNotFound(sessionId);
        deps.credentials.clear();
        return DONE;
      },
      { detail: sessionDocs.endSession },
    )
    .delete(
      '/sessions',
      async ({ request }) => {
        const { userId, sessionId } = requireUserCaller(request);
        await deleteSessions(sql, userId, sessionId);
        deps.credentials.clear();
        return DONE;
      },
      { detail: sessionDocs.endOtherSessions },
    );
}

async function sessionState(deps: AccessDeps, request: Request) {
  const caller = await deps.whoIs(request);
  return { session: caller && (await describeSession(deps, caller)) };
}

const sessionNotFound = (id: string): DomainError =>
  new DomainError('session-not-found', `You have no session ${id.slice(0, 100)}. GET /api/v1/sessions lists them.`);
