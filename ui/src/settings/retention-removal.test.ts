import { expect, test } from 'bun:test';
import type { RetentionChange, RetentionSettings } from '@fbrain/core/retention/retention';
import { type RetentionRemoval, removalOf } from './retention-removal.ts';

const settings: RetentionSettings = { default: '30d', queues: { reports: '90d' }, tasks: { audit: 'forever' } };

test.each([
  [{ default: '7d' }, { olderThan: '7d' }],
  [{ default: '720h' }, null],
  [{ default: '60d' }, null],
  [{ default: 'forever' }, null],
  // Refused by the server.
  [{ default: '1h' }, null],
  [{ tasks: { audit: '10d' } }, { olderThan: '10d', task: 'audit' }],
  [{ tasks: { audit: null } }, { olderThan: '30d', task: 'audit' }],
  [{ tasks: { import: '60d' } }, { olderThan: '60d', task: 'import' }],
  [{ tasks: { import: '90d' } }, null],
  [{ queues: { reports: null } }, { olderThan: '30d', queue: 'reports' }],
  [{ queues: { reports: '100d' } }, null],
  [{ queues: { mails: '1d' } }, { olderThan: '1d', queue: 'mails' }],
  [{}, null],
] as [RetentionChange, RetentionRemoval | null][])('%j gives up %j', (change, removal) => {
  expect(removalOf(settings, change)).toEqual(removal);
});
