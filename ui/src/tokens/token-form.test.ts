import { expect, test } from 'bun:test';
import { EMPTY_TOKEN, isDays, toTokenRequest } from './token-form.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

test('a token for all tasks that never ends says neither', () => {
  expect(toTokenRequest({ ...EMPTY_TOKEN, name: ' shop ' }, NOW)).toEqual({
    name: 'shop',
    permissions: ['runs:read', 'runs:write', 'payloads:read', 'tasks:read'],
  });
});

test('patterns are separated by commas or spaces, and days count from now', () => {
  const form = {
    ...EMPTY_TOKEN,
    name: 'shop',
    permissions: ['runs:write'] as const,
    tasks: 'csv.*, mail.send',
    days: '30',
  };
  expect(toTokenRequest({ ...form, queues: ' reports ' }, NOW)).toEqual({
    name: 'shop',
    permissions: ['runs:write'],
    tasks: ['csv.*', 'mail.send'],
    queues: ['reports'],
    expiresAt: '2026-12-22T10:00:00.000Z',
  });
});

test('days are a whole number from 1 on, or left empty', () => {
  expect(['', '1', ' 365 '].map(isDays)).toEqual([true, true, true]);
  expect(['0', '-1', '1.5', 'x', '10000'].map(isDays)).toEqual([false, false, false, false, false]);
});
