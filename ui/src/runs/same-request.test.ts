import { expect, test } from 'bun:test';
import type { Run } from '@fbrain/core/run/run';
import { sameRequest } from './same-request.ts';

const USUAL: Partial<Run> = { queue: 'default', priority: 'normal', rank: 0, tags: [], metadata: {}, maxAttempts: 5 };
const NONE: Partial<Run> = { timeout: null, backoff: null, uniqueKey: null };
const runWith = (given: Partial<Run>) => ({ task: 'demo.echo', input: { n: 1 }, ...USUAL, ...NONE, ...given }) as Run;

test('the same run is asked for with all that it was given', () => {
  const given = {
    queue: 'reports',
    priority: 'high',
    rank: 3,
    tags: ['x'],
    metadata: { by: 'shop' },
    maxAttempts: 2,
    timeout: '5m',
    uniqueKey: 'nightly',
  } satisfies Partial<Run>;
  expect(sameRequest(runWith(given))).toEqual({ task: 'demo.echo', input: { n: 1 }, ...given });
});

test('what goes without saying is left out', () => {
  expect(sameRequest(runWith({}))).toEqual({ task: 'demo.echo', input: { n: 1 }, maxAttempts: 5 });
});
