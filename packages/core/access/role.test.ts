import { expect, test } from 'bun:test';
import { permissionsOf, ROLES } from './role.ts';

const of = (role: (typeof ROLES)[number], seesPayloads = false) => permissionsOf({ role, seesPayloads });

test('each role may do all that the one before may, and more', () => {
  const sizes = ROLES.map((role) => of(role).size);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  for (const permission of of('viewer')) expect(of('operator').has(permission)).toBe(true);
  for (const permission of of('operator')) expect(of('admin').has(permission)).toBe(true);
});

test('a viewer changes nothing and sees payloads only if that was granted', () => {
  expect([...of('viewer')].filter((permission) => !permission.endsWith(':read'))).toEqual([]);
  expect([of('viewer').has('payloads:read'), of('viewer', true).has('payloads:read')]).toEqual([false, true]);
});

test('only an admin decides about people, tokens, secrets and settings, and reads the audit log', () => {
  for (const permission of ['users:write', 'tokens:write', 'secrets:write', 'settings:write', 'audit:read'] as const) {
    expect([of('operator').has(permission), of('admin').has(permission)]).toEqual([false, true]);
  }
});
