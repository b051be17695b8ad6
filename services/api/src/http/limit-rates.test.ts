import { expect, test } from 'bun:test';
import { CONFIGURATION_PRINCIPAL, type Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { Caller } from '../access/credential-cache.ts';
import { limitRates } from './limit-rates.ts';

const principalOf = (id: string): Principal =>
  id === 'server' ? CONFIGURATION_PRINCIPAL : { ...CONFIGURATION_PRINCIPAL, kind: 'token', id, name: id };

function setup() {
  const limits = limitRates(
    async (request) => {
      const id = request.headers.get('authorization');
      if (id === null) throw new DomainError('unauthorized', 'Who are you?');
      return { principal: principalOf(id) } as Caller;
    },
    { perCaller: 2, perAddress: 1, addressOf: (request) => request.headers.get('x-from'), now: () => 0 },
  );
  const ask = async (headers: Record<string, string>) => {
    const request = new Request('http://localhost/', { headers });
    const code = await limits.authenticate(request).then(
      () => 'ok',
      (error: DomainError) => error.code,
    );
    return { code, headers: limits.headersOf(request) };
  };
  return { ask };
}

test('a caller is held up by who it is, and told how much is left', async () => {
  const { ask } = setup();
  const answers = [];
  for (let i = 0; i < 5; i++) answers.push(await ask({ authorization: 'a' }));
  expect(answers.map(({ code }) => code)).toEqual(['ok', 'ok', 'ok', 'ok', 'overloaded']);
  expect(answers[0]?.headers).toEqual({ 'ratelimit-limit': '4', 'ratelimit-remaining': '3', 'ratelimit-reset': '1' });
  expect((await ask({ authorization: 'b' })).code).toBe('ok');
});

test('who guesses credentials is held up by address, and nobody else at that address is', async () => {
  const { ask } = setup();
  const codes = [];
  for (let i = 0; i < 4; i++) codes.push((await ask({ 'x-from': '203.0.113.9' })).code);
  expect(codes).toEqual(['unauthorized', 'unauthorized', 'overloaded', 'overloaded']);
  expect((await ask({ 'x-from': '203.0.113.10' })).code).toBe('unauthorized');
  expect((await ask({ authorization: 'a', 'x-from': '203.0.113.9' })).code).toBe('ok');
});

test('the token of the server has no limit', async () => {
  const { ask } = setup();
  for (let i = 0; i < 20; i++) expect(await ask({ authorization: 'server' })).toEqual({ code: 'ok', headers: null });
});

test('who has one address of IPv6 has no others to guess from', async () => {
  const { ask } = setup();
  const codes = [];
  for (let i = 1; i <= 3; i++) codes.push((await ask({ 'x-from': `2001:db8::${i}` })).code);
  expect(codes).toEqual(['unauthorized', 'unauthorized', 'overloaded']);
});
