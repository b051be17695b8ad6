import { expect, test } from 'bun:test';
import { compileSchema } from '@fbrain/adapters/json-schema/compile-schema';
import { encodeOutput } from './encode-output.ts';

const encode = (output: unknown, limitBytes = 1_000) => encodeOutput(output, { limitBytes, validate: null });

test('an output is kept as JSON', () => {
  expect(encode({ at: new Date(0), gone: undefined })).toEqual({
    kind: 'succeeded',
    outputJson: '{"at":"1970-01-01T00:00:00.000Z"}',
  });
  expect(encode(undefined)).toEqual({ kind: 'succeeded', outputJson: 'null' });
});

test('the limit counts bytes, not characters', () => {
  expect(encode('é'.repeat(9), 20).kind).toBe('succeeded');
  expect(encode('é'.repeat(10), 20)).toMatchObject({ error: { message: expect.stringContaining('it has 22') } });
});

test('what JSON cannot say is refused, not lost', () => {
  expect(encode(10n)).toMatchObject({ error: { kind: 'invalid-output' } });
  expect(encode(() => 1)).toMatchObject({
    error: { message: 'The output is a function, which cannot be written as JSON.' },
  });
});

test('an output nested too deep for the database is refused; brackets in texts do not count', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(encode(nested(100)).kind).toBe('succeeded');
  expect(encode(nested(101))).toMatchObject({ error: { message: 'The output is nested deeper than 100 levels.' } });
  expect(encode({ text: '["'.repeat(150) }).kind).toBe('succeeded');
});

test('the schema judges what will be stored', () => {
  const validate = compileSchema({ type: 'object', properties: { at: { type: 'string', format: 'date-time' } } });
  expect(encodeOutput({ at: new Date(0) }, { limitBytes: 1_000, validate }).kind).toBe('succeeded');
});
