import { expect, test } from 'bun:test';
import { RUN_STATES } from '@fbrain/core/run/run-state';
import { glanceKind, glanceText } from './slot-glance.ts';

const slotAt = '2026-11-23T05:00:00Z';

test('every outcome of a slot has a look', () => {
  const looks = RUN_STATES.map((runState) => glanceKind({ outcome: 'fired', runState }));
  expect(new Set(looks)).toEqual(new Set(['running', 'succeeded', 'failed', 'cancelled']));
  expect(glanceKind({ outcome: 'fired', runState: null })).toBe('fired');
  expect(glanceKind({ outcome: 'missed', runState: null })).toBe('missed');
});

test('a sparkline can be heard', () => {
  const fired = (runState: 'succeeded' | 'failed') => ({ slotAt, outcome: 'fired' as const, runState });
  expect(
    glanceText([
      fired('succeeded'),
      fired('failed'),
      fired('succeeded'),
      { slotAt, outcome: 'skipped', runState: null },
    ]),
  ).toBe('4 latest slots: Succeeded 2, Failed 1, Skipped 1');
});
