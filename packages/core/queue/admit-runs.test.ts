import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Candidate, createAdmission, type LimitUse, START_AHEAD_US } from './admit-runs.ts';

const NOW = 1_795_341_600_000_000;
const limit = (name: string, changes: Partial<LimitUse>): LimitUse => ({
  name,
  max: null,
  running: 0,
  rate: null,
  bucket: null,
  pending: 0,
  firstBlocked: null,
  ...changes,
});
const run = (id: string, limits: string[], changes: Partial<Candidate> = {}): Candidate => ({
  id,
  band: 1,
  rank: 0,
  limits,
  ...changes,
});
const HOURLY = { limit: 1, per: '1h', burst: 1 };

test('a run without limits starts at once', () => {
  expect(createAdmission([], NOW).admit(run('a', ['gone']))).toEqual({ startUs: NOW });
});

test('a run that one limit blocks takes nothing from the others', () => {
  const admission = createAdmission([limit('queue', { rate: HOURLY }), limit('task', { max: 1, running: 1 })], NOW);
  expect(admission.admit(run('a', ['task', 'queue']))).toEqual({ blockedBy: 'task' });
  expect(admission.taken()).toEqual([]);
  expect(admission.admit(run('b', ['queue']))).toEqual({ startUs: NOW });
  expect(admission.admit(run('c', ['queue']))).toEqual({ blockedBy: 'queue' });
  expect(admission.taken().map(({ name }) => name)).toEqual(['queue']);
});

test('promised room is taken, but its tokens are not kept as spent', () => {
  const admission = createAdmission([limit('rate', { rate: { ...HOURLY, burst: 2 }, pending: 1 })], NOW);
  expect(admission.taken()).toEqual([]);
  expect(admission.room('rate')).toBe(1);
});

test('a run that comes after a blocked one waits behind it, a more urgent one does not', () => {
  const admission = createAdmission([limit('task', { max: 9, firstBlocked: { id: 'm', band: 1, rank: 0 } })], NOW);
  expect(admission.admit(run('z', ['task']))).toEqual({ blockedBy: 'task' });
  expect(admission.admit(run('z', ['task'], { band: 2 }))).toEqual({ blockedBy: 'task' });
  for (const urgent of [run('m', ['task']), run('a', ['task']), run('z', ['task'], { rank: 1 })]) {
    expect(admission.admit(urgent)).toEqual({ startUs: NOW });
  }
});

test('whatever limits a batch meets, none is exceeded, and who is blocked is so by one without room', () => {
  const uses = fc.record({
    max: fc.option(fc.integer({ min: 1, max: 5 })),
    running: fc.integer({ min: 0, max: 6 }),
    rate: fc.option(fc.constantFrom(HOURLY, { limit: 50, per: '1s', burst: 1 }, { limit: 9, per: '1s', burst: 3 })),
  });
  const NAMES = ['a', 'b', 'c', 'd'];
  const candidates = fc.array(fc.subarray(NAMES), { maxLength: 40 });
  fc.assert(
    fc.property(fc.tuple(uses, uses, uses, uses), candidates, (given, runs) => {
      const limits = given.map((use, n) => limit(NAMES[n] ?? '', use));
      const admission = createAdmission(limits, NOW);
      const started = new Map(NAMES.map((name) => [name, 0]));
      for (const [n, names] of runs.entries()) {
        const verdict = admission.admit(run(String(n).padStart(3, '0'), names));
        if ('blockedBy' in verdict) {
          expect(names).toContain(verdict.blockedBy);
          expect(admission.room(verdict.blockedBy)).toBeLessThanOrEqual(0);
          continue;
        }
        expect(verdict.startUs).toBeLessThanOrEqual(NOW + START_AHEAD_US);
        for (const name of names) started.set(name, (started.get(name) ?? 0) + 1);
      }
      for (const { name, max, running } of limits) {
        if (max !== null) expect(started.get(name)).toBeLessThanOrEqual(Math.max(0, max - running));
      }
    }),
  );
});
