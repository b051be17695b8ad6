import { expect, test } from 'bun:test';
import { toLimitsBody, toLimitsForm } from './limits-form.ts';

test('limits go through the form and back', () => {
  for (const rate of [null, { limit: 5, per: '1m', burst: 5 }, { limit: 5, per: '1m', burst: 1 }]) {
    const body = toLimitsBody(toLimitsForm({ concurrency: 3, rate }));
    expect(JSON.parse(JSON.stringify(body))).toMatchObject({ concurrency: 3 });
    expect(body).toMatchObject(rate === null ? { rate } : { rate: { limit: 5, per: '1m' } });
  }
});

test('an empty field takes its limit away, and a burst that is not given is the default', () => {
  const form = { concurrency: ' ', limit: '', per: '1s', burst: '4' };
  expect(toLimitsBody(form)).toEqual({ concurrency: null, rate: null });
  const body = toLimitsBody({ ...form, limit: '10', burst: '' });
  expect(JSON.stringify(body)).toBe('{"concurrency":null,"rate":{"limit":10,"per":"1s"}}');
});

test('what is no number is left for the server to explain', () => {
  expect(toLimitsBody({ concurrency: 'many', limit: '', per: '', burst: '' })).toMatchObject({ concurrency: 'many' });
});
