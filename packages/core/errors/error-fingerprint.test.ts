import { expect, test } from 'bun:test';
import type { RunError } from '../run/run.ts';
import { fingerprintOf, isOwnFrame, normaliseMessage, ownFrame } from './error-fingerprint.ts';

const error = (changes: Partial<RunError> = {}): RunError => ({
  kind: 'exception',
  name: 'Error',
  message: 'boom',
  ...changes,
});

test.each([
  ['order 42 of 7,300.50 not found', 'order <n> of <n> not found'],
  ['run 019aa0b2-7c11-7000-8000-0123456789ab is gone', 'run <id> is gone'],
  ['key "a b" and \'c\' are missing', 'key <text> and <text> are missing'],
  ['commit deadbeef01 failed at 2026-11-22T10:00:00.5Z', 'commit <id> failed at <time>'],
  ['cannot mail jo@example.org\nand more', 'cannot mail <address>'],
  ['', ''],
])('%p reads %p', (message, general) => {
  expect(normaliseMessage(message)).toBe(general);
});

test('failures that differ in numbers, ids and lines of code are one group', () => {
  const first = error({
    message: 'order 1 failed',
    stack: 'Error: order 1 failed\n    at load (/srv/tasks/import.ts:10:7)',
  });
  const second = error({
    message: 'order 20 failed',
    stack: 'Error: order 20 failed\n    at load (/opt/t/import.ts:99:1)',
  });
  expect(fingerprintOf('import', first)).toBe(fingerprintOf('import', second));
  expect(fingerprintOf('import', first)).toMatch(/^[0-9a-f]{16}$/);
});

test('another task, kind, message or place is another group', () => {
  const prints = [
    fingerprintOf('a', error()),
    fingerprintOf('b', error()),
    fingerprintOf('a', error({ kind: 'timeout' })),
    fingerprintOf('a', error({ message: 'bang' })),
    fingerprintOf('a', error({ stack: 'Error: boom\n    at save (/srv/tasks/a.ts:1:1)' })),
  ];
  expect(new Set(prints).size).toBe(prints.length);
});

test('the place is the first frame that is code of the task', () => {
  const stack = [
    'TypeError: x',
    '    at connect (node:net:10:3)',
    '    at Client.query (/srv/tasks/node_modules/pg/client.js:5:1)',
    '    at async readRows (/srv/tasks/import/rows.ts:12:9)',
    '    at run (/srv/tasks/import/task.ts:3:1)',
    '    at QE (/tmp/fbrain-worker-0-1x/task-host.js:35:4389)',
  ].join('\n');
  expect(ownFrame(stack)).toBe('readRows rows.ts');
  expect(ownFrame('Error\n    at /srv/tasks/plain.ts:3:1')).toBe('plain.ts');
  expect(ownFrame(undefined)).toBeNull();
  expect(stack.split('\n').map(isOwnFrame)).toEqual([false, false, false, true, true, false]);
});

test('a hostile message costs no time', () => {
  const startedAt = performance.now();
  fingerprintOf('a', error({ message: '"'.repeat(1_000_000) + '1'.repeat(1_000_000), stack: 'at ('.repeat(500_000) }));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
