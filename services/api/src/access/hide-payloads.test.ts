import { expect, test } from 'bun:test';
import { Type as t } from '@sinclair/typebox';
import { payload } from '../docs/schema-parts.ts';
import { nullable } from '../http/schema.ts';
import { hidePayloads } from './hide-payloads.ts';

const thing = t.Object({
  id: t.String(),
  input: payload(t.Any()),
  note: t.Optional(payload(t.String())),
  metadata: payload(t.Object({}, { additionalProperties: true })),
});

test('what is marked is left out, wherever it is, and all else stays', () => {
  const value = { id: 'a', input: { secret: 1 }, note: 'x', metadata: { by: 'me' } };
  const hidden = { id: 'a', input: null, metadata: {} };
  expect(hidePayloads(thing, value)).toEqual(hidden);
  expect(hidePayloads(t.Object({ items: t.Array(thing) }), { items: [value, value] })).toEqual({
    items: [hidden, hidden],
  });
  expect(hidePayloads(t.Object({ last: nullable(thing) }), { last: value })).toEqual({ last: hidden });
  expect(hidePayloads(t.Object({ last: nullable(thing) }), { last: null })).toEqual({ last: null });
});

test('what is not there is not made up', () => {
  expect(hidePayloads(thing, { id: 'a', input: 1, metadata: {} })).toEqual({ id: 'a', input: null, metadata: {} });
});
