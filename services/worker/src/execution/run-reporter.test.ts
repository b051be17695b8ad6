import { expect, test } from 'bun:test';
import { createLogger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { HostLogLine } from '../task-host/protocol.ts';
import { createRunReporter } from './run-reporter.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** A database that takes its time and counts the lines of each statement; one of them it refuses. */
function setup(refused = -1) {
  const statements: number[] = [];
  const told: LiveEvent[] = [];
  const sql = (async (_: TemplateStringsArray, records: string) => {
    await Promise.resolve();
    statements.push((JSON.parse(records) as unknown[]).length);
    if (statements.length - 1 === refused) throw new Error('canceling statement due to statement timeout');
  }) as unknown as Database;
  const events = {
    publish: (published: readonly LiveEvent[]) => void told.push(...published),
    subscribe: () => () => {},
  };
  const logger = createLogger({ level: 'error', format: 'json', write: () => {} });
  return { reporter: createRunReporter({ sql, workerId: 'w', events, logger }), statements, told };
}

const attempt = { logsWritten: null } as RunningAttempt;
const group = (lines: number): HostLogLine[] =>
  Array.from({ length: lines }, (_, index) => ({
    ...{ runId: 'a', attempt: 1, atMs: index, level: 'info', message: `line ${index}`, fieldsJson: null },
  }));
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

test('lines that come faster than they are written go in statements of a bounded size', async () => {
  const { reporter, statements, told } = setup();
  for (let round = 0; round < 40; round++) reporter.log(attempt, group(1_000));
  await reporter.idle();
  expect(sum(statements)).toBe(40_000);
  expect(Math.max(...statements)).toBe(1_000);
  expect(sum(told.map((event) => (event.kind === 'run-log' ? event.lines : 0)))).toBe(40_000);
});

test('small groups share a statement', async () => {
  const { reporter, statements } = setup();
  for (let round = 0; round < 300; round++) reporter.log(attempt, group(2));
  await reporter.idle();
  expect(sum(statements)).toBe(600);
  expect(statements.length).toBeLessThanOrEqual(2);
});

test('lines that cannot be written cost no others, and the attempt goes on', async () => {
  const { reporter, statements } = setup(1);
  for (let round = 0; round < 5; round++) reporter.log(attempt, group(1_000));
  await attempt.logsWritten;
  await reporter.idle();
  expect(statements).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
});
