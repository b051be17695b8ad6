import { expect, test } from 'bun:test';
import { MASK_TEXT } from '@fbrain/core/secret/sealed-json';
import { toField } from './form-field.ts';
import { hideSecrets, secretPlaces, withoutMasks } from './secret-input.ts';

const schema = {
  type: 'object',
  properties: {
    to: { type: 'string' },
    login: { type: 'object', properties: { password: { type: 'string', secret: true } } },
  },
};

test('a secret text is a field of its own kind', () => {
  expect(toField({ type: 'string', secret: true }, {})).toMatchObject({ kind: 'text', isSecret: true, isLong: false });
  expect(toField({ type: 'string' }, {})).toMatchObject({ kind: 'text', isSecret: false });
});

test('secrets are hidden where the input is shown as text', () => {
  const input = { to: 'a', login: { password: 'hunter2' } };
  expect(hideSecrets(input, schema)).toEqual({ to: 'a', login: { password: MASK_TEXT } });
  expect(secretPlaces({ type: 'object' })).toEqual([]);
});

test('an earlier input is taken without what was masked in it', () => {
  const mask = { $secret: MASK_TEXT };
  expect(withoutMasks({ to: 'a', login: { password: mask }, list: [mask, { n: 1 }] })).toEqual({
    to: 'a',
    login: {},
    list: [{ n: 1 }],
  });
});
