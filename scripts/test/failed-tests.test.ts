import { expect, test } from 'bun:test';
import { failedTests } from './failed-tests.ts';

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="2" assertions="1" failures="1" skipped="0" time="0.1">
  <testsuite name="a.test.ts" file="a.test.ts" tests="2" failures="1">
    <testcase name="is well" classname="" time="0.004" file="a.test.ts" line="2" assertions="1" />
    <testcase name="is &lt;in order&gt;" classname="a list" time="0.01" file="packages/a.test.ts" line="3" assertions="1">
      <failure type="AssertionError" message="no">AssertionError: &quot;b&quot;&#10;- Expected&#10;</failure>
    </testcase>
  </testsuite>
</testsuites>`;

test('a failed test is told by its place, its name and its reason', () => {
  expect(failedTests(REPORT)).toEqual([
    'packages/a.test.ts:3  a list > is <in order>\n  AssertionError: "b"\n  - Expected',
  ]);
});

test('nothing is told of a report without failures, or of none', () => {
  expect(failedTests('<testsuites><testcase name="a" file="a.test.ts" line="1" /></testsuites>')).toEqual([]);
  expect(failedTests('')).toEqual([]);
});
