import { expect, test } from 'bun:test';
import { renderPeers } from './report.ts';

const OURS = { name: 'fbrain', settings: 'as built', drains: [900, 1_000, 5_000], enqueues: [10] };
const row = (table: string, name: string) => table.split('\n').find((line) => line.startsWith(name)) ?? '';

test('a budget is met when our median is so many times the median of the peer', () => {
  const slow = { name: 'slow', settings: 's', budget: 2, drains: [499, 500, 9_000], enqueues: [10] };
  const fast = { ...slow, name: 'fast', drains: [501] };
  const table = renderPeers([OURS, slow, fast], 'fbrain');
  expect(row(table, 'slow')).toMatch(/500 \/s +2\.0 x +2 x +yes/);
  expect(row(table, 'fast')).toMatch(/501 \/s +2\.0 x +2 x +no/);
});

test('who could not be measured is left out of the table and says why', () => {
  const absent = { name: 'absent', settings: 's', drains: [], enqueues: [], problem: 'it is not installed: …' };
  expect(renderPeers([OURS, absent], 'fbrain')).toEndWith('absent left out: it is not installed: …');
});

test('without our own figures nothing is compared', () => {
  const alone = { name: 'alone', settings: 's', budget: 2, drains: [500], enqueues: [10] };
  expect(row(renderPeers([alone], 'fbrain'), 'alone')).toMatch(/500 \/s +2 x +10 \/s/);
});
