import { expect, test } from 'bun:test';
import { CONFIGURATION_PRINCIPAL } from '@fbrain/core/access/principal';
import { json } from '../docs/route-doc.ts';
import { createAccessGuard } from './access-guard.ts';
import { createPayloadFilter } from './payload-filter.ts';

test('an answer that the documentation lacks is not given to who may not see payloads', async () => {
  const responses = { 200: json('The run.', 'Run'), 201: { description: '', content: { 'text/plain': {} } } };
  const routes = [{ method: 'GET', path: '/x', hooks: { detail: { access: 'runs:read', responses } } }];
  const principal = { ...CONFIGURATION_PRINCIPAL, permissions: new Set(['runs:read'] as const) };
  const request = new Request('http://localhost/x');
  const authenticate = async () => ({ principal, sessionId: null, expiresAtMs: Number.POSITIVE_INFINITY });
  await createAccessGuard({ authenticate, admitStranger: () => {} }, routes).check(request, '/x');
  const filter = createPayloadFilter(routes);
  expect(filter(request, '/x', 200, { id: 'a', input: 1 })).toEqual({ id: 'a', input: null });
  expect(filter(request, '/x', 201, 'text')).toBe('text');
  expect(() => filter(request, '/x', 202, { input: 1 })).toThrow('GET /x answers 202');
  expect(() => filter(request, '/y', 200, { input: 1 })).toThrow('GET /y answers 200');
});
