import { afterEach, beforeEach, expect, test } from 'bun:test';
import { PERMISSIONS, type Permission } from '@fbrain/core/access/permission';
import { REASON_CODES } from '@fbrain/core/run/run-explanation';
import { beginSession } from '../session/session.ts';
import { reasonPlace } from './reason-place.ts';

const signIn = (permissions: readonly Permission[]) =>
  beginSession({
    ...{ principal: { kind: 'user', id: null, name: 'ada' }, user: null, permissions: [...permissions] },
    ...{ tasks: null, queues: null, expiresAt: null },
  });
beforeEach(() => signIn(PERMISSIONS));
afterEach(() => beginSession(null));

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

test('nobody is led to a page that they may not see', () => {
  signIn(['runs:read']);
  expect(REASON_CODES.map((code) => hrefOf({ code })).filter((href) => href !== undefined)).toEqual([
    '/runs?state=queued&queue=the%20reports',
  ]);
});
