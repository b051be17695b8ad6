import type { Database } from '@fbrain/adapters/postgres/connection';
import { findLiveSession } from '@fbrain/adapters/postgres/session-store';
import { findLiveToken } from '@fbrain/adapters/postgres/token-store';
import { TOKEN_PREFIX } from '@fbrain/core/access/api-token';
import { permissionsOf } from '@fbrain/core/access/role';
import { hashAccessSecret } from './access-secret.ts';
import type { Caller } from './credential-cache.ts';

/** Secrets of ours are of this form; what is not need not be looked for. */
const SECRET = /^(fb_)?[A-Za-z0-9_-]{43}$/;

/** Looks up what a token or the secret of a session stands for now. */
export async function loadCaller(sql: Database, sessionIdleMs: number, secret: string): Promise<Caller | null> {
  if (!SECRET.test(secret)) return null;
  const secretHash = hashAccessSecret(secret);
  return secret.startsWith(TOKEN_PREFIX)
    ? await loadToken(sql, secretHash)
    : await loadSession(sql, secretHash, sessionIdleMs);
}

async function loadToken(sql: Database, secretHash: Buffer): Promise<Caller | null> {
  const token = await findLiveToken(sql, secretHash);
  if (!token) return null;
  const { id, name, permissions, tasks, queues, expiresAt } = token;
  return {
    principal: { kind: 'token', id, name, permissions: new Set(permissions), tasks, queues },
    sessionId: null,
    expiresAtMs: expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  };
}

async function loadSession(sql: Database, secretHash: Buffer, idleMs: number): Promise<Caller | null> {
  const session = await findLiveSession(sql, secretHash, idleMs);
  if (!session) return null;
  const { id, userId, email, expiresAt } = session;
  return {
    principal: {
      kind: 'user',
      id: userId,
      name: email,
      permissions: permissionsOf(session),
      tasks: null,
      queues: null,
    },
    sessionId: id,
    expiresAtMs: expiresAt.getTime(),
  };
}
