import { expect, test } from 'bun:test';
import type { RequiredAccess } from '@fbrain/core/access/permission';
import type { Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { createAccessGuard, principalOf } from './access-guard.ts';

const viewer: Principal = {
  kind: 'user',
  id: 'u',
  name: 'vera@example.org',
  permissions: new Set(['runs:read']),
  tasks: null,
  queues: null,
};

function guardOf(access: RequiredAccess | undefined, principal: Principal | null = viewer) {
  const authenticate = async () => {
    if (principal) return { principal, sessionId: null, expiresAtMs: Number.POSITIVE_INFINITY };
    throw new DomainError('unauthorized', 'Sign in.');
  };
  const detail = access === undefined ? {} : { access };
  const guard = createAccessGuard({ authenticate, admitStranger: () => {} }, [
    { method: 'GET', path: '/x', hooks: { detail } },
  ]);
  const request = new Request('http://localhost/x');
  return {
    request,
    outcome: guard.check(request, '/x').then(
      () => 'allowed',
      (error: DomainError) => error,
    ),
  };
}

test('who has the permission is let through and known to the route', async () => {
  const { request, outcome } = guardOf('runs:read');
  expect(await outcome).toBe('allowed');
  expect(principalOf(request)).toBe(viewer);
});

test('who lacks it is told which one is missing', async () => {
  const { outcome } = guardOf('runs:write');
  expect(await outcome).toMatchObject({ code: 'forbidden', message: expect.stringContaining('runs:write') });
});

test('who is unknown is let through to public routes only', async () => {
  expect(await guardOf('public', null).outcome).toBe('allowed');
  expect(await guardOf('signed-in', null).outcome).toMatchObject({ code: 'unauthorized' });
  expect(await guardOf('signed-in').outcome).toBe('allowed');
});

test('a route that names no permission is refused to everybody', async () => {
  expect(await guardOf(undefined).outcome).toMatchObject({ code: 'forbidden' });
});
