import { describe, expect, test } from 'bun:test';
import { type ConcludeContext, concludeAttempt, MAX_CRASHES } from './conclude-attempt.ts';
import type { RunErrorKind } from './run.ts';

const context = (changes: Partial<ConcludeContext> = {}): ConcludeContext => ({
  maxAttempts: 3,
  failures: 0,
  crashes: 0,
  deadlineAtMs: null,
  backoff: { kind: 'exponential', initial: '1s', max: '1m', jitter: 0 },
  nowMs: 1_000_000,
  random: 0.5,
  ...changes,
});
const failed = (kind: RunErrorKind, retryAfterMs?: number) => ({
  kind: 'failed' as const,
  error: { kind, message: 'it broke' },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

test('a success ends the run with its output', () => {
  expect(concludeAttempt({ kind: 'succeeded', outputJson: '{"a":1}' }, context())).toEqual({
    state: 'succeeded',
    attemptState: 'succeeded',
    outputJson: '{"a":1}',
  });
});

describe('a failed attempt', () => {
  test('is tried again after a backoff that doubles', () => {
    expect(concludeAttempt(failed('exception'), context())).toMatchObject({ state: 'retrying', delayMs: 1_000 });
    expect(concludeAttempt(failed('timeout'), context({ failures: 1 }))).toMatchObject({ delayMs: 2_000 });
  });

  test('ends the run when it was the last one allowed', () => {
    expect(concludeAttempt(failed('exception'), context({ failures: 2 }))).toMatchObject({ state: 'failed' });
    expect(concludeAttempt(failed('exception'), context({ maxAttempts: 1 }))).toMatchObject({ state: 'failed' });
  });

  test('ends the run at once when another attempt is useless', () => {
    for (const kind of ['permanent', 'invalid-input', 'invalid-output', 'deadline'] as const) {
      expect(concludeAttempt(failed(kind), context()).state).toBe('failed');
    }
  });

  test('waits as long as the task asks, but never less than the backoff', () => {
    expect(concludeAttempt(failed('exception', 30_000), context())).toMatchObject({ delayMs: 30_000 });
    expect(concludeAttempt(failed('exception', 10), context())).toMatchObject({ delayMs: 1_000 });
  });

  test('ends the run when the next attempt would start after the deadline', () => {
    const conclusion = concludeAttempt(failed('exception'), context({ deadlineAtMs: 1_000_500 }));
    expect(conclusion).toMatchObject({ state: 'failed', error: { kind: 'deadline' } });
    expect('error' in conclusion && conclusion.error?.message).toContain('it broke');
  });
});

describe('a run whose host or worker dies', () => {
  test('starts again at once when its worker was lost', () => {
    expect(concludeAttempt(failed('lost'), context())).toMatchObject({ state: 'retrying', delayMs: 0 });
  });

  test('counts the crash as an attempt', () => {
    expect(concludeAttempt(failed('crash'), context({ maxAttempts: 1 })).state).toBe('failed');
  });

  test(`fails as poison after ${MAX_CRASHES} crashes in a row, however many attempts it may have`, () => {
    const many = { maxAttempts: 1_000, failures: MAX_CRASHES - 1 };
    expect(concludeAttempt(failed('crash'), context({ ...many, crashes: MAX_CRASHES - 2 })).state).toBe('retrying');
    expect(concludeAttempt(failed('crash'), context({ ...many, crashes: MAX_CRASHES - 1 })).state).toBe('failed');
    expect(concludeAttempt(failed('exception'), context({ ...many, crashes: MAX_CRASHES - 1 })).state).toBe('retrying');
  });
});

test('a snoozed run waits without burning an attempt, whatever its number of failures', () => {
  expect(concludeAttempt({ kind: 'snoozed', delayMs: 5_000 }, context({ failures: 2 }))).toEqual({
    state: 'retrying',
    attemptState: 'snoozed',
    error: null,
    delayMs: 5_000,
  });
});

test('a run that is handed back is ready at once', () => {
  expect(concludeAttempt({ kind: 'released', reason: 'stopping' }, context({ failures: 2 }))).toMatchObject({
    state: 'queued',
    attemptState: 'released',
  });
});
