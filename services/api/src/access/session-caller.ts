import { getUser } from '@fbrain/adapters/postgres/user-store';
import { PERMISSIONS } from '@fbrain/core/access/permission';
import type { Session } from '@fbrain/core/access/session';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { AccessDeps } from './access-deps.ts';
import { callerOf } from './access-guard.ts';
import type { Caller } from './credential-cache.ts';

/** What a UI needs to know about who uses it. */
export async function describeSession({ sql }: AccessDeps, { principal, expiresAtMs }: Caller): Promise<Session> {
  const { kind, id, name, permissions, tasks, queues } = principal;
  return {
    principal: { kind, id, name },
    user: kind === 'user' && id !== null ? await getUser(sql, id) : null,
    permissions: PERMISSIONS.filter((permission) => permissions.has(permission)),
    tasks: tasks && [...tasks],
    queues: queues && [...queues],
    expiresAt: Number.isFinite(expiresAtMs) ? new Date(expiresAtMs).toISOString() : null,
  };
}

/** The user who makes a request. Throws DomainError `forbidden` for tokens: they have no password or sessions. */
export function requireUserCaller(request: Request): { userId: string; email: string; sessionId: string | null } {
  const { principal, sessionId } = callerOf(request);
  if (principal.kind === 'user' && principal.id !== null)
    return { userId: principal.id, email: principal.name, sessionId };
  throw new DomainError('forbidden', 'This is about the account of a user. Sign in with email and password.');
}
