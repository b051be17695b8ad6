import { expect, test } from 'bun:test';
import type { RunLogEntry } from '@fbrain/core/run/run';
import { createLogBuffer, type LogBuffer } from './log-buffer.ts';
import { createLogRows } from './log-rows.ts';

const entry = (seq: number, changes: Partial<RunLogEntry> = {}): RunLogEntry => ({
  seq,
  attempt: 1,
  at: '2026-11-22T10:00:00.000Z',
  level: 'info',
  message: `line ${seq}`,
  fields: null,
  ...changes,
});

const textsOf = (buffer: LogBuffer) => Array.from({ length: buffer.length }, (_, index) => buffer.lineAt(index)?.text);

test('a line comes out as it went in', () => {
  const buffer = createLogBuffer();
  buffer.append([entry(7, { attempt: 3, level: 'warn', message: '\u001b[33mDisk\u001b[0m full' })]);
  expect(buffer.lineAt(0)).toEqual({
    attempt: 3,
    at: '2026-11-22T10:00:00.000Z',
    level: 'warn',
    text: '\u001b[33mDisk\u001b[0m full',
  });
  expect(buffer.plainAt(0)).toBe('Disk full');
  expect(buffer.lineAt(1)).toBeUndefined();
});

test('lines sent again after a reconnect are shown once', () => {
  const buffer = createLogBuffer();
  buffer.append([entry(1), entry(2)]);
  buffer.append([entry(2), entry(3)]);
  expect(textsOf(buffer)).toEqual(['line 1', 'line 2', 'line 3']);
  expect(buffer.lastSeq).toBe(3);
});

test('a chatty run loses its oldest lines and says how many', () => {
  const buffer = createLogBuffer({ lines: 3, characters: 1_000 }, 2);
  buffer.append([entry(1), entry(2), entry(3), entry(4)]);
  expect(textsOf(buffer)).toEqual(['line 3', 'line 4']);
  expect(buffer.dropped).toBe(2);
});

test('long lines count by their length', () => {
  const buffer = createLogBuffer({ lines: 100, characters: 1_000 }, 1);
  buffer.append([1, 2, 3].map((seq) => entry(seq, { message: 'x'.repeat(400) })));
  expect(buffer).toMatchObject({ length: 2, dropped: 1 });
});

test('fields are part of the text', () => {
  const buffer = createLogBuffer();
  buffer.append([entry(1, { message: 'read', fields: { rows: 12, file: 'a b.csv' } })]);
  expect(buffer.plainAt(0)).toBe('read  rows=12 file="a b.csv"');
});

test('lines of a level or worse are shown, also those that come later', () => {
  const buffer = createLogBuffer();
  buffer.append([entry(1, { level: 'debug' }), entry(2, { level: 'warn' }), entry(3)]);
  const rows = createLogRows(buffer, { level: 2, columns: null });
  rows.update();
  buffer.append([entry(4, { level: 'error' })]);
  rows.update();
  expect([rows.count, rows.bufferIndex(0), rows.bufferIndex(1)]).toEqual([2, 1, 3]);
});

test('wrapped and many-line messages take the rows they need', () => {
  const buffer = createLogBuffer();
  buffer.append([entry(1, { message: 'x'.repeat(25) }), entry(2, { message: 'a\nb\nc' }), entry(3, { message: '' })]);
  const wrapped = createLogRows(buffer, { level: 0, columns: 10 });
  wrapped.update();
  expect([wrapped.topOf(1), wrapped.topOf(2), wrapped.height]).toEqual([3, 6, 7]);
  expect([0, 2.9, 3, 6.5, 99].map(wrapped.positionAt)).toEqual([0, 0, 1, 2, 2]);
  const unwrapped = createLogRows(buffer, { level: 0, columns: null });
  unwrapped.update();
  expect(unwrapped.height).toBe(5);
});

test('a log without lines has nothing to show', () => {
  const rows = createLogRows(createLogBuffer(), { level: 0, columns: 80 });
  rows.update();
  expect([rows.count, rows.height, rows.bufferIndex(rows.positionAt(0))]).toEqual([0, 0, -1]);
});
