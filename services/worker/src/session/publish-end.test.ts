import { expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunState } from '@fbrain/core/run/run-state';
import type { RunningAttempt } from '../execution/running-attempt.ts';
import { publishEnd } from './publish-end.ts';

const attempt = {
  run: { id: 'r', task: 'noop', queue: 'default', band: 1, attempt: 2 },
  startedAtMs: 0,
} as unknown as RunningAttempt;

function end(state: RunState | null) {
  const seen = { stale: 0, durations: 0, events: [] as LiveEvent[], ready: [] as string[] };
  const listeners = {
    metrics: { staleResults: (count: number) => (seen.stale += count), runDuration: () => seen.durations++ },
    events: { publish: (events: readonly LiveEvent[]) => seen.events.push(...events) },
    ready: { announce: ({ runId }: { runId: string }) => seen.ready.push(runId) },
  };
  publishEnd(listeners as unknown as Parameters<typeof publishEnd>[0], attempt, state);
  return seen;
}

test('a result with an old fence is counted as stale, and nobody is told of an end', () => {
  expect(end(null)).toEqual({ stale: 1, durations: 0, events: [], ready: [] });
});

test('an end is told to the views, and one that was handed back to other workers', () => {
  expect(end('succeeded')).toMatchObject({ stale: 0, durations: 1, events: [{ state: 'succeeded' }], ready: [] });
  expect(end('queued')).toMatchObject({ events: [{ state: 'queued' }], ready: ['r'] });
});
