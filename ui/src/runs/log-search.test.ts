import { expect, test } from 'bun:test';
import { createLogBuffer } from './log-buffer.ts';
import { createLogRows } from './log-rows.ts';
import { createLogSearch, markMatches, nextMatch } from './log-search.ts';
import { ROW_HEIGHT, scrollTopOf, toWindow } from './log-view.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

function givenLog(messages: readonly string[]) {
  const buffer = createLogBuffer();
  buffer.append(
    messages.map((message, index) => ({
      seq: index + 1,
      attempt: 1,
      at: '2026-11-22T10:00:00Z',
      level: LEVELS[index % 4] ?? 'info',
      message,
      fields: null,
    })),
  );
  const rows = createLogRows(buffer, { level: 0, columns: null });
  rows.update();
  return { buffer, rows };
}

test('a search counts the lines that contain a text, whatever its case and its colours', () => {
  const { buffer, rows } = givenLog(['Disk FULL', 'ok', 'd\u001b[31misk full\u001b[0m', 'a.b', 'axb']);
  const search = createLogSearch(buffer, rows, 'disk full');
  expect(search.step(1_000)).toBe(false);
  expect(search.matches).toEqual([0, 2]);
  // What was typed is text, not a pattern.
  const literal = createLogSearch(buffer, rows, 'a.b');
  literal.step(1_000);
  expect(literal.matches).toEqual([3]);
});

test('a search goes on with the lines that come later', () => {
  const { buffer, rows } = givenLog(['one']);
  const search = createLogSearch(buffer, rows, 'o');
  search.step(1_000);
  buffer.append([{ seq: 2, attempt: 1, at: '2026-11-22T10:00:00Z', level: 'info', message: 'two', fields: null }]);
  rows.update();
  search.step(1_000);
  expect(search.matches).toEqual([0, 1]);
});

test('next and previous go round the ends, and start at what is in sight', () => {
  expect(nextMatch([3, 7, 9], 3, 1)).toBe(7);
  expect(nextMatch([3, 7, 9], 9, 1)).toBe(3);
  expect(nextMatch([3, 7, 9], 3, -1)).toBe(9);
  expect(nextMatch([3, 7, 9], null, 1, 5)).toBe(7);
  expect(nextMatch([3, 7, 9], null, 1, 10)).toBe(3);
  expect(nextMatch([], 3, 1)).toBeNull();
});

test('a match that reaches over two colours is marked in both', () => {
  const parts = [
    { text: 'dis', class: 'text-bad' },
    { text: 'k full', class: '' },
  ];
  expect(markMatches(parts, /sk f/i)).toEqual([
    { text: 'di', class: 'text-bad', isMatch: false },
    { text: 's', class: 'text-bad', isMatch: true },
    { text: 'k f', class: '', isMatch: true },
    { text: 'ull', class: '', isMatch: false },
  ]);
});

test('the window begins with the first line and ends with the last, however many there are', () => {
  for (const rows of [1, 100, 1_000_000]) {
    const { spacer } = toWindow(rows, 0, 640);
    expect(toWindow(rows, 0, 640)).toMatchObject({ anchorRow: 0, anchorTop: 0 });
    if (spacer > 640) expect(toWindow(rows, spacer - 640, 640)).toMatchObject({ anchorRow: rows, anchorTop: 640 });
  }
  // Rows of the computed height move exactly as far as the scroller.
  const { anchorRow, anchorTop } = toWindow(1_000, 4_000, 640);
  expect(anchorRow * ROW_HEIGHT - anchorTop).toBeCloseTo(4_000);
});

test('a line that is jumped to is inside of the window', () => {
  for (const row of [0, 1, 500_000, 999_999]) {
    const { anchorRow, anchorTop } = toWindow(1_000_000, scrollTopOf(row, 1_000_000, 640), 640);
    const top = anchorTop + (row - anchorRow) * ROW_HEIGHT;
    expect(top).toBeGreaterThanOrEqual(-0.001);
    expect(top).toBeLessThanOrEqual(640 - ROW_HEIGHT + 0.001);
  }
});

test('a million lines are searched in steps, between which the page can answer', () => {
  const { buffer, rows } = givenLog([]);
  const page = (from: number) =>
    Array.from({ length: 500 }, (_, index) => ({
      seq: from + index + 1,
      attempt: 1,
      at: '2026-11-22T10:00:00Z',
      level: LEVELS[index % 4] ?? 'info',
      message: `row ${from + index} was read from the table of orders, one of many`,
      fields: null,
    }));
  for (let from = 0; from < 1_000_000; from += 500) buffer.append(page(from));
  rows.update();
  const search = createLogSearch(buffer, rows, 'row 99999');
  let steps = 1;
  while (search.step(8)) steps += 1;
  // No machine looks through them all in 8 ms.
  expect(steps).toBeGreaterThan(2);
  expect(search.matches).toHaveLength(11);
  expect(rows.positionAt(999_999.5)).toBe(999_999);
});
