import { expect, test } from 'bun:test';
import { DomainError } from '../errors/domain-error.ts';
import { testDefinition } from '../task/test-definition.ts';
import { prepareRun } from './prepare-run.ts';
import type { RunRequest } from './run-request.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const task = testDefinition({ name: 'report.build', queue: 'reports' });
const prepare = (request: Partial<RunRequest>) =>
  prepareRun({ task: task.name, ...request }, task, { id: 'id', nowMs: NOW, inputJson: '{}' });
const faultsOf = (request: Partial<RunRequest>): string[] => {
  try {
    prepare(request);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields.map(({ path }) => path);
  }
};

test('a request without options takes the defaults of its task and is ready at once', () => {
  expect(prepare({})).toMatchObject({
    queue: 'reports',
    band: 1,
    rank: 0,
    state: 'queued',
    maxAttempts: 5,
    dueAtMs: NOW,
    expiresAtMs: null,
    deadlineAtMs: null,
  });
});

test('a delay or a later start makes the run scheduled; a start in the past makes it ready', () => {
  expect(prepare({ delay: '5m' })).toMatchObject({ state: 'scheduled', dueAtMs: NOW + 300_000 });
  expect(prepare({ runAt: '2026-11-22T11:00:00+01:00' })).toMatchObject({ state: 'queued', dueAtMs: NOW });
  expect(prepare({ runAt: '2030-01-01T00:00:00Z' }).state).toBe('scheduled');
});

test('every fault of a request is reported at once, each with its path', () => {
  const request = { queue: 'No Spaces', delay: 'soon', timeout: '0s', maxAttempts: 0, rank: 1.5, tags: [''] };
  expect(faultsOf(request).sort()).toEqual(['/delay', '/maxAttempts', '/queue', '/rank', '/tags', '/timeout']);
});

test('options that contradict each other are refused', () => {
  expect(faultsOf({ delay: '1s', runAt: '2030-01-01T00:00:00Z' })).toEqual(['/delay']);
  expect(faultsOf({ ttl: '1s', expiresAt: '2030-01-01T00:00:00Z' })).toEqual(['/ttl']);
  expect(faultsOf({ ttl: '1s', delay: '5s' })).toEqual(['/expiresAt']);
  expect(faultsOf({ deadline: '2020-01-01T00:00:00Z' })).toEqual(['/deadline']);
});

test('instants need a zone and must exist', () => {
  for (const runAt of [
    '2026-11-22',
    '2026-11-22T10:00:00',
    '2026-13-01T00:00:00Z',
    '2030-02-31T00:00:00Z',
    'tomorrow',
    '',
  ]) {
    expect(faultsOf({ runAt })).toEqual(['/runAt']);
  }
});

test('tags are kept once', () => {
  expect(prepare({ tags: ['a', 'b', 'a'] }).tags).toEqual(['a', 'b']);
});
