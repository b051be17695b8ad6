import { expect, test } from 'bun:test';
import { fixAges, parseDataCondition, splitNames } from './run-filter.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

test('an age is an instant before now, and the narrower of two bounds holds', () => {
  expect(fixAges({ olderThan: '1h', youngerThan: '1d' }, NOW)).toEqual({
    createdBefore: '2026-11-22T11:00:00.000Z',
    createdAfter: '2026-11-21T12:00:00.000Z',
  });
  const bounds = { createdBefore: '2026-11-22T09:00:00.000Z', createdAfter: '2026-11-22T08:00:00.000Z' };
  expect(fixAges({ ...bounds, olderThan: '1h', youngerThan: '1d' }, NOW)).toEqual(bounds);
});

test('an age that is no duration is refused with its name', () => {
  expect(() => fixAges({ olderThan: 'yesterday' }, NOW)).toThrow('olderThan');
});

test('a condition on data names a place and a value, colons and all', () => {
  expect(parseDataCondition('input.order.id:42')).toEqual({ root: 'input', path: ['order', 'id'], value: '42' });
  expect(parseDataCondition('output.url:https://a.b')).toEqual({ root: 'output', path: ['url'], value: 'https://a.b' });
  for (const bad of ['input:42', 'input.:42', 'input.a..b:1', 'inputs.a:1', 'input.a', '']) {
    expect(() => parseDataCondition(bad)).toThrow('must look like');
  }
});

test('names and patterns stand side by side', () => {
  expect(splitNames('csv.*, report.build ,')).toEqual({ names: ['report.build'], patterns: ['csv.*'] });
  expect(splitNames(' , ')).toEqual({ names: [], patterns: [] });
});
