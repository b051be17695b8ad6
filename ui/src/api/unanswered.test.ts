import { expect, test } from 'bun:test';
import { beginSession } from '../session/session.ts';
import { ApiError } from './api-error.ts';
import { createUnansweredKeys, forgetUnanswered, toWriteError, unansweredKeys } from './unanswered.ts';

test('what was not answered goes out again with the same key, what was answered with another', () => {
  const keys = createUnansweredKeys();
  const first = keys.keyFor('start a');
  expect(keys.keyFor('start a')).toBe(first);
  expect(keys.keyFor('start b')).not.toBe(first);
  keys.answered('start a');
  expect(keys.keyFor('start a')).not.toBe(first);
});

test('once the form is left or somebody else signs in, the same is another one', () => {
  const first = unansweredKeys.keyFor('start a');
  forgetUnanswered();
  const second = unansweredKeys.keyFor('start a');
  expect(second).not.toBe(first);
  beginSession(null);
  const third = unansweredKeys.keyFor('start a');
  expect(third).not.toBe(second);
  forgetUnanswered();
});

test('whoever starts the same much later means another one', () => {
  let nowMs = 0;
  const keys = createUnansweredKeys(() => nowMs);
  const first = keys.keyFor('start a');
  nowMs += 11 * 60_000;
  expect(keys.keyFor('start a')).not.toBe(first);
});

test('a write without an answer says that it may have been done; one that was refused says why', () => {
  const message = (status: number, isKeyed: boolean) =>
    (toWriteError(new ApiError('its own words', { code: 'unavailable', status }), isKeyed) as Error).message;
  for (const status of [0, 502, 504]) {
    expect(message(status, false)).toContain('may or may not have been done');
    expect(message(status, true)).toContain('it is done once');
  }
  for (const status of [403, 409, 429, 500, 503]) expect(message(status, true)).toBe('its own words');
});
