import { expect, test } from 'bun:test';
import type { RunLogEntry } from '@fbrain/core/run/run';
import { appendLines, EMPTY_LOG, filterLines } from './log-buffer.ts';

const entry = (seq: number, changes: Partial<RunLogEntry> = {}): RunLogEntry => ({
  seq,
  attempt: 1,
  at: '2026-11-22T10:00:00Z',
  level: 'info',
  message: `line ${seq}`,
  fields: null,
  ...changes,
});

test('lines sent again after a reconnect are shown once', () => {
  const first = appendLines(EMPTY_LOG, [entry(1), entry(2)]);
  const again = appendLines(first, [entry(2), entry(3)]);
  expect(again.lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(appendLines(again, [entry(3)])).toBe(again);
});

test('a chatty run loses its oldest lines and says how many', () => {
  const buffer = appendLines(EMPTY_LOG, [entry(1), entry(2), entry(3)], 2);
  expect(buffer.lines.map(({ seq }) => seq)).toEqual([2, 3]);
  expect(buffer.dropped).toBe(1);
});

test('fields are part of the text', () => {
  const { lines } = appendLines(EMPTY_LOG, [entry(1, { message: 'read', fields: { rows: 12, file: 'a b.csv' } })]);
  expect(lines[0]?.text).toBe('read  rows=12 file="a b.csv"');
});

test('lines are found by level and text', () => {
  const { lines } = appendLines(EMPTY_LOG, [
    entry(1, { level: 'debug' }),
    entry(2, { level: 'warn', message: '\u001b[33mDisk\u001b[0m full' }),
    entry(3, { level: 'error', message: 'boom' }),
  ]);
  const found = (...args: Parameters<typeof filterLines> extends [unknown, ...infer Rest] ? Rest : never) =>
    filterLines(lines, ...args).map(({ seq }) => seq);
  expect(found('debug', '')).toEqual([1, 2, 3]);
  expect(found('warn', '')).toEqual([2, 3]);
  expect(found('debug', 'disk FULL')).toEqual([2]);
});
