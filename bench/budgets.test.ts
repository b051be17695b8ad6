import { expect, test } from 'bun:test';
import { renderFigures } from './budgets.ts';

test('more is better for rates, less for times', () => {
  const table = renderFigures('here', { drain: 50_000, p50: 10 });
  expect(table).toMatch(/drain.* 50,000 \/s +25,000 \/s +200 %/);
  expect(table).toMatch(/at rest, p50 +10\.0 ms +5\.0 ms +50 %/);
});

test('what was not measured is not in the table', () => {
  expect(renderFigures('here', { memory: 75 }).split('\n')).toHaveLength(3);
});

test('what nothing is promised of has neither budget nor part', () => {
  expect(renderFigures('here', { fullLoad: 20_000 })).toMatch(/full load +20,000 \/s *$/m);
});
