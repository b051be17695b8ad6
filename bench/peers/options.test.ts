import { expect, test } from 'bun:test';
import { parsePeerOptions } from './options.ts';

const NAMES = ['fbrain', 'celery', 'bullmq'];
const parse = (...args: string[]) => parsePeerOptions(args, NAMES);

test('everything is measured unless something is named', () => {
  expect(parse()).toEqual({ jobs: 50_000, rounds: 3, names: NAMES });
  expect(parse('--only', 'bullmq', '--only', 'fbrain')?.names).toEqual(['fbrain', 'bullmq']);
});

test('help wins over everything else', () => {
  expect(parse('--only', 'bullmq', '--help')).toBeNull();
});

test('what makes no sense is refused with what would', () => {
  expect(() => parse('--only', 'sidekiq')).toThrow('one of fbrain, celery, bullmq');
  expect(() => parse('--jobs', '0')).toThrow('at least 1000');
  expect(() => parse('--jobs', '')).toThrow('at least 1000');
  expect(() => parse('--rounds', '1.5')).toThrow('whole number');
});
