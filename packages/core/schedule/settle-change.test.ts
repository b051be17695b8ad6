import { expect, test } from 'bun:test';
import { jitterOffsetMs } from './jitter-offset.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { type ScheduleChange, type ScheduleStanding, settleChange } from './settle-change.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const HOUR_MS = 3_600_000;

const standing = (
  everyMs: number,
  changes: Partial<ScheduleDefinition> = {},
  isDisabled = false,
): ScheduleStanding => ({
  definition: {
    name: 's',
    description: null,
    timetable: { timing: { kind: 'interval', everyMs, anchorMs: 0 }, timezone: 'UTC', startAtMs: null, endAtMs: null },
    missed: { policy: 'latest', maxCount: 100, maxAgeMs: 24 * HOUR_MS },
    overlap: 'allow',
    jitterMs: 0,
    paused: false,
    run: { task: 'noop' },
    ...changes,
  },
  isDisabled,
});
const hourly = standing(HOUR_MS);
const paused = standing(HOUR_MS, { paused: true });
const settle = (changes: Partial<ScheduleChange>) =>
  settleChange({
    id: 's1',
    before: hourly,
    after: hourly,
    cursorMs: at('10:00:00'),
    nowMs: at('12:30:00'),
    ...changes,
  });

test('slots of a pause are skipped when it ends, and those of a lost file as well', () => {
  const resumed = settle({ before: paused });
  expect(resumed).toMatchObject({ decisions: [{ code: 'paused', count: 2 }], nextDueMs: at('13:00:00') });
  expect(settle({ before: standing(HOUR_MS, {}, true) }).decisions).toMatchObject([{ code: 'disabled', count: 2 }]);
});

test('a schedule that is paused or disabled waits for nothing', () => {
  for (const after of [paused, standing(HOUR_MS, {}, true)]) {
    expect(settle({ after })).toEqual({ decisions: [], cursorMs: at('10:00:00'), nextDueMs: null });
  }
});

test('another timetable counts from now, and the old one ends with a record', () => {
  const changed = settle({ after: standing(HOUR_MS / 4) });
  expect(changed).toMatchObject({
    decisions: [{ code: 'changed', slotMs: at('12:00:00') }],
    nextDueMs: at('12:45:00'),
  });
  const meanwhile = settle({ before: paused, after: standing(HOUR_MS / 4, { paused: true }) });
  expect(meanwhile).toMatchObject({ decisions: [{ code: 'paused' }], nextDueMs: null });
});

test('another jitter moves slots that have not fired, and loses none', () => {
  const before = standing(HOUR_MS, { jitterMs: HOUR_MS });
  const cursorMs = at('11:50:00');
  expect(settle({ before, cursorMs })).toMatchObject({ decisions: [], cursorMs, nextDueMs: at('12:00:00') });
});

test('a slot of a pause whose jitter has not passed still fires', () => {
  const jitterMs = HOUR_MS;
  const [before, after] = [standing(HOUR_MS, { jitterMs, paused: true }), standing(HOUR_MS, { jitterMs })];
  const dueMs = at('12:00:00') + jitterOffsetMs('s1', jitterMs);
  const resumed = settle({ before, after, nowMs: dueMs - 1 });
  expect(resumed).toMatchObject({ decisions: [{ slotMs: at('11:00:00') }], nextDueMs: dueMs });
});

test('a clock that was set back takes nothing back', () => {
  const changed = settle({ after: standing(HOUR_MS / 4), nowMs: at('09:00:00') });
  expect(changed).toEqual({ decisions: [], cursorMs: at('10:00:00'), nextDueMs: at('10:15:00') });
});

test('of a timetable that cannot be read nothing is said', () => {
  expect(settle({ before: null })).toEqual({ decisions: [], cursorMs: at('12:30:00'), nextDueMs: at('13:00:00') });
});
