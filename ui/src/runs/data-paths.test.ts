import { expect, test } from 'bun:test';
import { dataPaths } from './data-paths.ts';

test('the values inside of objects are told by their path', () => {
  const order = { type: 'object', properties: { id: { type: 'integer' }, note: { anyOf: [{ type: 'string' }] } } };
  const schema = { type: 'object', properties: { order, user: { type: 'string' }, rows: { type: 'array' } } };
  expect(dataPaths(schema)).toEqual(['order.id', 'order.note', 'user']);
});

test('what no query can say is left out, and what is no schema has no paths', () => {
  expect(dataPaths({ properties: { 'a b': {}, 'a.b': {}, 'a:b': {}, ok: {} } })).toEqual(['ok']);
  for (const odd of [undefined, null, true, 7, 'x', [], {}, { properties: null }, { properties: [] }])
    expect(dataPaths(odd)).toEqual([]);
});

test('a schema that goes on for ever ends', () => {
  const nested = (levels: number): object => ({ properties: levels === 0 ? {} : { in: nested(levels - 1) } });
  expect(dataPaths(nested(50) as never)).toEqual(['in.in.in.in']);
});
