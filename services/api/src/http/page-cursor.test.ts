import { expect, test } from 'bun:test';
import { fromCursor, toCursor } from './page-cursor.ts';

const ID = '019a1b2c-3d4e-7f00-8000-0123456789ab';

test('a cursor leads back to the id it was made from', () => {
  expect(fromCursor(toCursor(ID))).toBe(ID);
});

test('anything else is refused', () => {
  for (const bad of [
    '',
    'x',
    ID,
    toCursor('1; drop table'),
    `${toCursor(ID)}AAAA`,
    Buffer.from(`9:${ID}`).toString('base64url'),
  ]) {
    expect(() => fromCursor(bad)).toThrow('not one this API has given');
  }
});
