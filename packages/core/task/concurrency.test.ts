import { expect, test } from 'bun:test';
import { concurrencyName, givenConcurrencyKey, rateName } from './concurrency.ts';

const task = (key: string | null) => ({ name: 'report.build', concurrency: { limit: 2, key } });

test('a task without a limit counts nowhere, and a key for it is refused', () => {
  const free = { name: 'report.build', concurrency: null };
  expect(concurrencyName(free, { month: '2026-11' }, undefined)).toBeNull();
  expect(() => concurrencyName(free, {}, 'a')).toThrow('has no concurrency limit');
});

test('without a key all runs of the task share one limit', () => {
  expect(concurrencyName(task(null), { month: '2026-11' }, undefined)).toBe('report.build');
});

test('with a key each value has a limit of its own', () => {
  expect(concurrencyName(task('month'), { month: '2026-11' }, undefined)).toBe('report.build/2026-11');
  expect(concurrencyName(task('customer.id'), { customer: { id: 42 } }, undefined)).toBe('report.build/42');
});

test('runs whose key is missing or no plain value share one limit', () => {
  for (const input of [{}, null, [], 'text', { month: null }, { month: {} }]) {
    expect(concurrencyName(task('month'), input, undefined)).toBe('report.build');
  }
  expect(concurrencyName(task('__proto__.x'), {}, undefined)).toBe('report.build');
});

test('the key of the request goes before that of the input', () => {
  expect(concurrencyName(task('month'), { month: '2026-11' }, 'mine')).toBe('report.build/mine');
  expect(() => concurrencyName(task('month'), {}, 'x'.repeat(201))).toThrow('/concurrencyKey');
});

const rated = (key: string | null) => ({ name: 'report.build', rate: { limit: 2, per: '1s', burst: 2, key } });

test('a rate counts under the value of its key, and under the task where there is none', () => {
  expect(rateName({ name: 'report.build', rate: null }, { month: 'a' })).toBeNull();
  expect(rateName(rated(null), { month: 'a' })).toBeNull();
  expect(rateName(rated('customer.id'), { customer: { id: 42 } })).toBe('report.build/42');
  expect(rateName(rated('customer.id'), { customer: {} })).toBeNull();
  expect(() => rateName(rated('month'), { month: 'x'.repeat(201) })).toThrow('/input/month');
});

test('a key that the request gave is told from one that the input gives', () => {
  const keyOf = (concurrencyKey: string | null, limited = task('month')) =>
    givenConcurrencyKey(limited, { input: { month: 'a' }, concurrencyKey });
  expect(keyOf('report.build/mine')).toBe('mine');
  expect(keyOf('report.build/a')).toBeUndefined();
  expect(keyOf('report.build')).toBeUndefined();
  expect(keyOf(null)).toBeUndefined();
  expect(
    givenConcurrencyKey({ name: 'report.build', concurrency: null }, { input: {}, concurrencyKey: 'report.build/a' }),
  ).toBeUndefined();
});
