import { insertToken } from '@fbrain/adapters/postgres/token-store';
import { type ApiTokenRequest, type NewApiToken, TOKEN_PREFIX } from '@fbrain/core/access/api-token';
import { matchesName } from '@fbrain/core/access/name-pattern';
import type { Principal } from '@fbrain/core/access/principal';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import { parseInstant } from '@fbrain/core/time/instant';
import type { AccessDeps } from './access-deps.ts';
import { hashAccessSecret, newAccessSecret } from './access-secret.ts';
import { requireCovers } from './require-covers.ts';

/** Enough to tell tokens apart, and far too little to guess the rest. */
const SHOWN_LENGTH = 9;

/**
 * Makes a token, which only this answer shows. It can do no more than who makes it.
 * @throws DomainError `invalid`, `forbidden`
 */
export async function createToken(
  { sql, now }: AccessDeps,
  principal: Principal,
  request: ApiTokenRequest,
): Promise<NewApiToken> {
  const permissions = [...new Set(request.permissions)];
  requireCovers(principal, permissions);
  const tasks = narrowed('tasks', principal.tasks, request.tasks);
  const queues = narrowed('queues', principal.queues, request.queues);
  const expiresAtMs = request.expiresAt === undefined ? null : parseInstant(request.expiresAt, '/expiresAt');
  if (expiresAtMs !== null && expiresAtMs <= now()) throw invalid('/expiresAt', 'must be in the future');
  const token = newAccessSecret(TOKEN_PREFIX);
  const stored = await insertToken(sql, {
    id: Bun.randomUUIDv7(),
    name: request.name,
    prefix: token.slice(0, SHOWN_LENGTH),
    secretHash: hashAccessSecret(token),
    permissions,
    tasks,
    queues,
    createdBy: principal.name,
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
  });
  return { ...stored, token };
}

/** A pattern is within others if they match it as they would a name: `csv.*` matches `csv.read.*`. */
function narrowed(
  what: 'tasks' | 'queues',
  own: readonly string[] | null,
  asked: readonly string[] | undefined,
): readonly string[] | null {
  const given = asked === undefined ? null : [...new Set(asked)];
  if (own === null) return given;
  if (given?.every((pattern) => matchesName(own, pattern))) return given;
  throw new DomainError('forbidden', `Whoever makes this token may touch only these ${what}: ${own.join(', ')}.`);
}
