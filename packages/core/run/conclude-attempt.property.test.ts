import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatDuration, MAX_DURATION_MS } from '../time/duration.ts';
import type { AttemptResult } from './attempt-result.ts';
import { type ConcludeContext, concludeAttempt, isCrash, MAX_CRASHES } from './conclude-attempt.ts';
import { RUN_ERROR_KINDS } from './run.ts';
import { canTransition, isFinalState, type RunState } from './run-state.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const TEN_YEARS = { min: 0, max: MAX_DURATION_MS };
const waitMs = fc.integer(TEN_YEARS);
const duration = waitMs.map(formatDuration);
const error = fc.record({ kind: fc.constantFrom(...RUN_ERROR_KINDS), message: fc.string() });
const results: fc.Arbitrary<AttemptResult> = fc.oneof(
  fc.record({ kind: fc.constant('succeeded' as const), outputJson: fc.json() }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('failed' as const), error }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('failed' as const), error, retryAfterMs: waitMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('snoozed' as const), delayMs: waitMs }) },
  fc.record({ kind: fc.constant('cancelled' as const), error }),
  fc.record({ kind: fc.constant('released' as const), reason: fc.string() }),
);
const contexts: fc.Arbitrary<ConcludeContext> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  failures: fc.constant(0),
  crashes: fc.constant(0),
  deadlineAtMs: fc.option(fc.integer({ min: NOW - 1_000, max: NOW + MAX_DURATION_MS })),
  backoff: fc.record({
    kind: fc.constantFrom('fixed' as const, 'exponential' as const),
    initial: duration,
    max: duration,
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  nowMs: fc.constant(NOW),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

/** Runs attempts one after the other until one ends the run, as the stores count them. */
function live(first: ConcludeContext, ends: readonly AttemptResult[]) {
  const context = { ...first };
  const seen: { state: RunState; failures: number; crashesBefore: number; result: AttemptResult }[] = [];
  for (const result of ends) {
    const { state, attemptState } = concludeAttempt(result, context);
    const crashesBefore = context.crashes;
    if (attemptState === 'failed') {
      context.failures++;
      context.crashes = result.kind === 'failed' && isCrash(result.error.kind) ? context.crashes + 1 : 0;
    }
    seen.push({ state, failures: context.failures, crashesBefore, result });
    if (isFinalState(state)) break;
  }
  return seen;
}

const lives = fc.tuple(contexts, fc.array(results, { minLength: 1, maxLength: 30 }));

test('however attempts end, a run only moves along the state machine and stays where it is final', () => {
  fc.assert(
    fc.property(lives, ([context, ends]) => {
      for (const { state } of live(context, ends)) expect(canTransition('running', state)).toBe(true);
    }),
  );
});

test('a run fails no more often than it may, and neither snoozes nor hand-backs count', () => {
  fc.assert(
    fc.property(lives, ([context, ends]) => {
      const seen = live(context, ends);
      const last = seen.at(-1);
      expect(last?.failures).toBeLessThanOrEqual(context.maxAttempts);
      expect(last?.failures).toBeLessThanOrEqual(seen.filter(({ result }) => result.kind === 'failed').length);
      if (last?.failures === context.maxAttempts) expect(last.state).toBe('failed');
    }),
  );
});

test('a run whose host or worker died three times in a row ends', () => {
  fc.assert(
    fc.property(lives, ([context, ends]) => {
      for (const { crashesBefore } of live(context, ends)) expect(crashesBefore).toBeLessThan(MAX_CRASHES);
    }),
  );
});

test('the next attempt waits at least as long as was asked for, and never beyond the deadline', () => {
  fc.assert(
    fc.property(contexts, results, (context, result) => {
      const conclusion = concludeAttempt(result, context);
      if (conclusion.state !== 'retrying') return;
      const askedMs =
        result.kind === 'snoozed' ? result.delayMs : result.kind === 'failed' ? (result.retryAfterMs ?? 0) : 0;
      expect(Number.isSafeInteger(conclusion.delayMs)).toBe(true);
      expect(conclusion.delayMs).toBeGreaterThanOrEqual(askedMs);
      expect(context.nowMs + conclusion.delayMs).toBeLessThan(context.deadlineAtMs ?? Number.POSITIVE_INFINITY);
    }),
  );
});
