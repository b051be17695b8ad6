import { describe, expect, test } from 'bun:test';
import { decideSlots, type SlotFacts } from './decide-slots.ts';
import { jitterOffsetMs } from './jitter-offset.ts';
import { MAX_QUEUED } from './overlap.ts';
import type { ScheduleDefinition } from './schedule.ts';
import type { SlotDecision } from './slot-decision.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const HOUR_MS = 3_600_000;

const hourly = (changes: Partial<ScheduleDefinition> = {}): ScheduleDefinition => ({
  name: 'hourly',
  description: null,
  timetable: {
    timing: { kind: 'interval', everyMs: HOUR_MS, anchorMs: 0 },
    timezone: 'UTC',
    startAtMs: null,
    endAtMs: null,
  },
  missed: { policy: 'latest', maxCount: 100, maxAgeMs: 24 * HOUR_MS },
  overlap: 'allow',
  jitterMs: 0,
  paused: false,
  run: { task: 'report.build' },
  ...changes,
});
const every = (everyMs: number): Pick<ScheduleDefinition, 'timetable'> => ({
  timetable: { ...hourly().timetable, timing: { kind: 'interval', everyMs, anchorMs: 0 } },
});
const decide = (facts: Partial<SlotFacts>) =>
  decideSlots({
    id: 'schedule-1',
    definition: hourly(),
    cursorMs: at('09:00:00'),
    nowMs: at('10:00:00'),
    isTaskKnown: true,
    unfinished: [],
    ...facts,
  });
/** "10:00 fired", "11:00-13:00 missed too-late 3". */
const brief = (decisions: SlotDecision[]): string[] =>
  decisions.map((decision) => {
    const time = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    if (decision.outcome === 'fired') return `${time(decision.slotMs)} fired${decision.isQueued ? ' queued' : ''}`;
    const { fromSlotMs, slotMs, outcome, code, count } = decision;
    return `${time(fromSlotMs)}-${time(slotMs)} ${outcome} ${code} ${count}`;
  });

test('a slot fires at its instant and never again', () => {
  expect(decide({ nowMs: at('09:59:59.999') })).toMatchObject({ decisions: [], nextDueMs: at('10:00:00') });
  const due = decide({});
  expect(brief(due.decisions)).toEqual(['10:00 fired']);
  expect(due).toMatchObject({ cursorMs: at('10:00:00'), nextDueMs: at('11:00:00') });
  expect(decide({ cursorMs: due.cursorMs, nowMs: at('10:00:01') }).decisions).toEqual([]);
});

test('a clock that is set back fires nothing twice', () => {
  const due = decide({ cursorMs: at('10:00:00'), nowMs: at('08:30:00') });
  expect(due).toEqual({ decisions: [], cursorMs: at('10:00:00'), nextDueMs: at('11:00:00') });
});

describe('slots that nobody fired in time', () => {
  const outage = { cursorMs: at('10:00:00'), nowMs: at('14:10:00') };
  const missed = (policy: ScheduleDefinition['missed']['policy'], changes = {}) => ({
    definition: hourly({ missed: { ...hourly().missed, policy, ...changes } }),
  });

  test('a slot that is less than a minute late fires whatever the policy', () => {
    expect(brief(decide({ ...missed('skip'), nowMs: at('10:01:00') }).decisions)).toEqual(['10:00 fired']);
    expect(brief(decide({ ...missed('skip'), nowMs: at('10:01:01') }).decisions)).toEqual([
      '10:00-10:00 missed too-late 1',
    ]);
  });

  test('skip fires none of them, latest the newest, all every one', () => {
    expect(brief(decide({ ...outage, ...missed('skip') }).decisions)).toEqual(['11:00-14:00 missed too-late 4']);
    expect(brief(decide({ ...outage, ...missed('latest') }).decisions)).toEqual([
      '11:00-13:00 missed too-late 3',
      '14:00 fired',
    ]);
    const all = ['11:00 fired', '12:00 fired', '13:00 fired', '14:00 fired'];
    expect(brief(decide({ ...outage, ...missed('all') }).decisions)).toEqual(all);
  });

  test('a slot in time makes up for the missed ones before it', () => {
    const found = decide({ ...outage, ...missed('latest'), nowMs: at('14:00:30') });
    expect(brief(found.decisions)).toEqual(['11:00-13:00 missed too-late 3', '14:00 fired']);
  });

  test('count and age bound what all makes up for, the newest first', () => {
    const few = decide({ ...outage, ...missed('all', { maxCount: 2 }) });
    expect(brief(few.decisions)).toEqual(['11:00-12:00 missed too-late 2', '13:00 fired', '14:00 fired']);
    const young = decide({ ...outage, ...missed('all', { maxAgeMs: 1.5 * HOUR_MS }) });
    expect(brief(young.decisions)).toEqual(['11:00-12:00 missed too-late 2', '13:00 fired', '14:00 fired']);
    const none = decide({ ...outage, ...missed('latest', { maxAgeMs: 0 }) });
    expect(brief(none.decisions)).toEqual(['11:00-14:00 missed too-late 4']);
  });

  test('ten years without service of a schedule of every second are one record, decided at once', () => {
    const startedAt = performance.now();
    const found = decide({ definition: hourly(every(1_000)), cursorMs: at('10:00:00') - 10 * 365 * 24 * HOUR_MS });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(found.decisions.filter(({ outcome }) => outcome === 'fired')).toHaveLength(61);
    expect(found.decisions[0]).toMatchObject({ outcome: 'missed', count: null, slotMs: at('09:58:59') });
  });
});

test('slots are counted to the last of a thousand, and not beyond', () => {
  const nowMs = at('10:00:00');
  const facts = (slots: number) => ({ definition: hourly({ paused: true }), nowMs, cursorMs: nowMs - slots * HOUR_MS });
  expect(decide(facts(1_000)).decisions).toMatchObject([{ count: 1_000 }]);
  expect(decide(facts(1_001)).decisions).toMatchObject([{ count: null, slotMs: nowMs }]);
});

test('slots of a pause are skipped in one record', () => {
  const found = decide({ definition: hourly({ paused: true }), nowMs: at('12:30:00') });
  expect(brief(found.decisions)).toEqual(['10:00-12:00 skipped paused 3']);
});

test('a slot whose task nobody registered is skipped, and says so', () => {
  const [decision] = decide({ isTaskKnown: false }).decisions;
  expect(decision).toMatchObject({ outcome: 'skipped', code: 'unknown-task', count: 1 });
  expect(decision).toMatchObject({ reason: expect.stringContaining('No task report.build is registered') });
});

describe('while a run of an earlier slot has not ended', () => {
  const unfinished = [{ id: 'run-1', slotMs: at('09:00:00') }];
  const overlap = (policy: ScheduleDefinition['overlap']) => ({ definition: hourly({ overlap: policy }), unfinished });

  test('allow fires all the same', () => {
    expect(decide(overlap('allow')).decisions).toMatchObject([{ outcome: 'fired', isQueued: false, cancelRunIds: [] }]);
  });

  test('skip names the run that is in the way', () => {
    const [decision] = decide(overlap('skip')).decisions;
    expect(decision).toMatchObject({ outcome: 'skipped', code: 'overlap' });
    expect(decision).toMatchObject({ reason: 'Run run-1 of the slot 2026-11-22T09:00:00.000Z has not ended.' });
  });

  test('a run that somebody fired by hand counts', () => {
    const [decision] = decide({ ...overlap('skip'), unfinished: [{ id: 'run-1', slotMs: null }] }).decisions;
    expect(decision).toMatchObject({ reason: 'Run run-1, which somebody fired by hand, has not ended.' });
  });

  test('queue makes the new run wait, and stops at a bound', () => {
    expect(decide(overlap('queue')).decisions).toMatchObject([{ outcome: 'fired', isQueued: true }]);
    const many = Array.from({ length: MAX_QUEUED }, (_, n) => ({ id: `run-${n}`, slotMs: n }));
    const full = decide({ ...overlap('queue'), unfinished: many });
    expect(full.decisions).toMatchObject([{ outcome: 'skipped', code: 'queue-full' }]);
  });

  test('cancel-previous ends it with the same decision', () => {
    expect(decide(overlap('cancel-previous')).decisions).toMatchObject([{ outcome: 'fired', cancelRunIds: ['run-1'] }]);
  });
});

test('several slots of one moment overlap each other too', () => {
  const found = (overlap: ScheduleDefinition['overlap']) =>
    brief(decide({ definition: hourly({ ...every(30_000), overlap }), cursorMs: at('09:59:00') }).decisions);
  expect(found('skip')).toEqual(['09:59 fired', '10:00-10:00 skipped overlap 1']);
  expect(found('queue')).toEqual(['09:59 fired', '10:00 fired queued']);
  expect(found('cancel-previous')).toEqual(['09:59-09:59 skipped superseded 1', '10:00 fired']);
});

test('jitter moves every slot of a schedule by the same time', () => {
  const definition = hourly({ jitterMs: HOUR_MS / 2 });
  const offsetMs = jitterOffsetMs('schedule-1', HOUR_MS / 2);
  expect(decide({ definition }).decisions).toEqual([]);
  expect(decide({ definition }).nextDueMs).toBe(at('10:00:00') + offsetMs);
  const due = decide({ definition, nowMs: at('10:00:00') + offsetMs });
  expect(due.decisions).toMatchObject([{ slotMs: at('10:00:00'), dueAtMs: at('10:00:00') + offsetMs }]);
  expect(due.nextDueMs).toBe(at('11:00:00') + offsetMs);
});

test('after the last slot there is nothing to wait for', () => {
  const timetable = { ...hourly().timetable, endAtMs: at('11:00:00') };
  const due = decide({ definition: hourly({ timetable }), nowMs: at('10:00:30') });
  expect(brief(due.decisions)).toEqual(['10:00 fired']);
  expect(due.nextDueMs).toBeNull();
});
