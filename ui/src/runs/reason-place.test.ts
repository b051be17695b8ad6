import { expect, test } from 'bun:test';
import { REASON_CODES } from '@fbrain/core/run/run-explanation';
import { reasonPlace } from './reason-place.ts';

const RUN = { task: 'report.build', queue: 'the reports' };
const hrefOf = (reason: { code: (typeof REASON_CODES)[number]; queue?: string }) =>
  reasonPlace({ message: '', ...reason }, RUN)?.href;

test('what a run waits for leads to where it can be changed', () => {
  expect(hrefOf({ code: 'queue-paused', queue: 'the reports' })).toBe('/queues');
  expect(hrefOf({ code: 'limit-reached', queue: 'the reports' })).toBe('/queues');
  expect(hrefOf({ code: 'limit-reached' })).toBe('/tasks/report.build');
  expect(hrefOf({ code: 'no-worker-for-task' })).toBe('/workers');
  expect(hrefOf({ code: 'behind-others' })).toBe('/runs?state=queued&queue=the%20reports');
});

test('what only time changes leads nowhere', () => {
  const nowhere = REASON_CODES.filter((code) => hrefOf({ code }) === undefined);
  expect(nowhere).toContain('due-later');
  expect(nowhere).toContain('retry-later');
  expect(nowhere).not.toContain('no-worker');
});
