import { expect, test } from 'bun:test';
import { countResults } from './run-suite.ts';

const REPORT =
  '<?xml version="1.0"?>\n<testsuites name="bun test" tests="5" assertions="1" failures="1" skipped="2" time="0.1">';

test('every test is counted once', () => {
  expect(countResults(REPORT, 1)).toEqual({ passed: 2, failed: 1, skipped: 2, failures: [] });
});

test('a run that broke off without a failed test is a failure', () => {
  expect(countResults('', 139)).toEqual({ passed: 0, failed: 1, skipped: 0, failures: [] });
});
