import { describe, expect, test } from 'bun:test';
import { decideEvents, decideStates, type Finding, type NotificationGroup } from './decide-notifications.ts';

const MINUTE = 60_000;
const context = (nowMs: number) => ({ nowMs, throttleMs: 5 * MINUTE, gatherMs: 10_000 });
const finding = (key: string, count = 1): Finding => ({
  key,
  count,
  samples: [{ runId: `run of ${key}`, error: 'boom' }],
  detail: '',
});

/** Looks at these instants, with what is found at each; answers what was told when. */
function looks(decide: typeof decideEvents, steps: readonly [atMs: number, findings: Finding[]][]) {
  let groups: NotificationGroup[] = [];
  const told: string[] = [];
  for (const [atMs, findings] of steps) {
    const decision = decide(groups, findings, context(atMs));
    groups = decision.groups;
    told.push(...decision.announcements.map(({ type, key, count }) => `${atMs / 1_000}s ${type} ${key} ${count}`));
  }
  return { told, groups };
}

describe('failures', () => {
  test('that follow each other closely share a message', () => {
    const steps: [number, Finding[]][] = [
      [0, [finding('a', 300)]],
      [5_000, [finding('a', 9_700), finding('b')]],
      [10_000, []],
      [15_000, []],
    ];
    expect(looks(decideEvents, steps).told).toEqual(['10s firing a 10000', '15s firing b 1']);
  });

  test('that go on are told once in a window, all of them', () => {
    const steps = Array.from({ length: 121 }, (_, n): [number, Finding[]] => [n * 5_000, [finding('a')]]);
    expect(looks(decideEvents, steps).told).toEqual(['10s firing a 3', '310s firing a 60']);
  });

  test('keep the first examples', () => {
    const { groups } = looks(
      decideEvents,
      [0, 1, 2, 3].map((n) => [n, [finding('a'), finding('b')]]),
    );
    expect(groups.map(({ key, samples }) => `${key} ${samples.length}`)).toEqual(['a 4', 'b 4']);
    expect(
      looks(
        decideEvents,
        Array.from({ length: 9 }, (_, n) => [n, [finding('a')]]),
      ).groups[0]?.samples.length,
    ).toBe(5);
  });

  test('of long ago are forgotten', () => {
    const { groups } = looks(decideEvents, [
      [0, [finding('a')]],
      [10_000, []],
      [10 * MINUTE, []],
    ]);
    expect(groups).toEqual([]);
  });
});

describe('a state', () => {
  test('is told when it begins and when it is over, and not in between', () => {
    const steps: [number, Finding[]][] = [
      [0, [finding('q')]],
      [15_000, [finding('q')]],
      [10 * MINUTE, [finding('q')]],
      [11 * MINUTE, []],
      [12 * MINUTE, []],
    ];
    expect(looks(decideStates, steps).told).toEqual(['0s firing q 1', '660s resolved q 1']);
  });

  test('that flaps is told once in a window', () => {
    const steps = Array.from({ length: 40 }, (_, n): [number, Finding[]] => [
      n * 15_000,
      n % 2 === 0 ? [finding('q')] : [],
    ]);
    expect(looks(decideStates, steps).told).toEqual([
      '0s firing q 1',
      '15s resolved q 1',
      '300s firing q 1',
      '315s resolved q 1',
    ]);
  });

  test('that nobody was told of is not told to be over', () => {
    const { told } = looks(decideStates, [
      [0, [finding('q')]],
      [15_000, []],
      [30_000, [finding('q')]],
      [45_000, []],
    ]);
    expect(told).toEqual(['0s firing q 1', '15s resolved q 1']);
  });
});
