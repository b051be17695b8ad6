import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatJson, parseJson } from './json-text.ts';

test('nothing typed is no value, null is a value', () => {
  expect(parseJson('  ')).toEqual({ ok: true, value: undefined });
  expect(parseJson('null')).toEqual({ ok: true, value: null });
  expect(formatJson(undefined)).toBe('');
});

test('half-written JSON says what is wrong', () => {
  expect(parseJson('{"a":')).toMatchObject({ ok: false });
});

test('any JSON is read as it was written', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // Another value than -0 is lost by JSON itself.
      const written = JSON.parse(JSON.stringify(value));
      expect(parseJson(formatJson(written))).toEqual({ ok: true, value: written });
    }),
  );
});

test('a number that would change is refused, in a text it is kept', () => {
  expect(parseJson('{"id": 12345678901234567890}')).toMatchObject({ ok: false });
  expect(parseJson('{"id": "12345678901234567890"}')).toEqual({ ok: true, value: { id: '12345678901234567890' } });
});
