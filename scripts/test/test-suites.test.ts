import { expect, test } from 'bun:test';
import { findTestSuites, suiteOf } from './test-suites.ts';

test('the name of a file decides its suite', () => {
  expect(suiteOf('packages/core/run/run.test.ts')).toBe('unit');
  expect(suiteOf('packages/adapters/postgres/migrate.int.test.ts')).toBe('integration');
  expect(suiteOf('tests/e2e/first-run.e2e.test.ts')).toBe('e2e');
  expect(suiteOf('tests/faults/short.faults.test.ts')).toBe('faults');
  expect(suiteOf('ui/src/runs/run-timeline.test.ts')).toBe('ui');
});

test('a filter chooses files by a part of their path, and suites without files do not run', async () => {
  expect(await findTestSuites(['scripts/test/test-suites'])).toMatchObject([
    { name: 'unit', files: ['./scripts/test/test-suites.test.ts'] },
  ]);
});
