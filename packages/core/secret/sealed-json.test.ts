import { expect, test } from 'bun:test';
import type { Json } from '../run/json.ts';
import { changeAt, changeSealed, isMask, maskInput, maskSealed, toSealed } from './sealed-json.ts';

const SEALED = toSealed('v1.0123abcd.AAAA');
const marked = () => toSealed('v1.0123abcd.BBBB');

test('only what a path leads to is changed, and the value itself stays as it was', () => {
  const value = { password: 'x', list: [{ pin: 1 }, { pin: 2 }], 'a/b': { c: 'y' } };
  const seen: string[] = [];
  const changed = changeAt(value, [['password'], ['list', null, 'pin'], ['a/b', 'c'], ['nothing', 'here']], (_, at) => {
    seen.push(at);
    return null;
  });
  expect(changed).toEqual({ password: null, list: [{ pin: null }, { pin: null }], 'a/b': { c: null } });
  expect(seen).toEqual(['/password', '/list/0/pin', '/list/1/pin', '/a~1b/c']);
  expect(value.password).toBe('x');
});

test('what is inside of a sealed value is sealed once', () => {
  expect(changeAt({ a: { b: 1 } }, [['a'], ['a', 'b']], marked)).toEqual({ a: marked() });
});

test('every ciphertext is masked wherever it is, and nothing else', () => {
  const value = { a: SEALED, b: [SEALED, { $secret: 'no ciphertext' }], c: { ...(SEALED as object), more: 1 } as Json };
  expect(maskSealed(value)).toEqual({ ...value, a: { $secret: '••••' }, b: [{ $secret: '••••' }, value.b[1]] } as Json);
  expect(isMask(maskSealed(SEALED))).toBe(true);
  expect(maskInput({ task: 't', input: SEALED })).toEqual({ task: 't', input: { $secret: '••••' } });
});

test('a value without ciphertexts is not copied', () => {
  const value = { a: [1, { b: null }] };
  expect(maskSealed(value)).toBe(value);
});

test('a property named __proto__ is a property like any other', () => {
  const hostile: Json = JSON.parse('{"__proto__":{"x":{"$secret":"v1.0123abcd.AAAA"}},"constructor":1}');
  const changed = changeSealed(hostile, () => 'clear') as { [key: string]: Json };
  expect(JSON.stringify(changed)).toBe('{"__proto__":{"x":"clear"},"constructor":1}');
  expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
});
