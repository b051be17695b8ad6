import { afterEach, expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { focusManager, QueryClient, QueryObserver } from '@tanstack/solid-query';
import { createEffect, createRoot } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { runKeys } from '../runs/runs-queries.ts';
import type { Connection } from './browser-connection.ts';
import { connectionStatus } from './connection-state.ts';
import { startLiveUpdates } from './live-updates.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Follows a stream that fails so (200: it opens and breaks) before it opens for good, and then sends these batches and is silent. */
function setup(failures: readonly number[], batches: readonly LiveEvent[][] = []) {
  const client = new QueryClient();
  const taken = Promise.withResolvers<void>();
  const failing = [...failures];
  const statuses: string[] = [];
  const polling: boolean[] = [];
  const connection: Connection = {
    async open(_path, signal) {
      const status = failing.shift();
      if (status === 200) return new Response('');
      if (status !== undefined) throw new ApiError('', { code: 'unavailable', status });
      const texts = batches.map((batch) => `event: events\ndata: ${JSON.stringify(batch)}\n\n`);
      return new Response(
        new ReadableStream({
          start: (stream) => signal.addEventListener('abort', () => stream.error(signal.reason)),
          pull: (stream) => {
            const text = texts.shift();
            if (text === undefined) taken.resolve();
            else stream.enqueue(new TextEncoder().encode(text));
          },
        }),
      );
    },
    pause: async () => {
      statuses.push(connectionStatus());
      polling.push(focusManager.isFocused());
    },
    untilWanted: async () => {},
    onUnwanted: () => () => {},
  };
  const start = () => closing.push(startLiveUpdates(client, connection));
  return { client, start, taken: taken.promise, statuses, polling };
}

/** A list of runs on the screen. Tells how often it was read, and when it was read so often. */
function showRuns(client: QueryClient, count: number) {
  let reads = 0;
  const reached = Promise.withResolvers<void>();
  const queryFn = () => {
    reads++;
    if (reads === count) reached.resolve();
    return reads;
  };
  closing.push(new QueryObserver(client, { queryKey: [...runKeys.lists, {}], queryFn }).subscribe(() => {}));
  return { reads: () => reads, reached: reached.promise };
}

test('twenty thousand runs that go by are a handful of reads, and leave nothing behind', async () => {
  const ended = (index: number): LiveEvent => ({
    kind: 'run',
    runId: `run-${index}`,
    task: 'demo.noop',
    queue: 'default',
    state: 'succeeded',
    attempt: 1,
  });
  const batches = Array.from({ length: 200 }, (_, batch) =>
    Array.from({ length: 100 }, (_, index) => ended(batch * 100 + index)),
  );
  const { client, start, taken } = setup([], batches);
  // When it is shown, when the stream is open, for the first of the storm, and when the storm is over.
  const list = showRuns(client, 4);
  start();
  await taken;
  expect(list.reads()).toBeLessThanOrEqual(4);
  await list.reached;
  expect(client.getQueryCache().getAll()).toHaveLength(1);
});

test('one failed try is a server that restarts and nothing to tell; two are a lost connection', async () => {
  const { start, taken, statuses } = setup([503, 503, 503]);
  start();
  await taken;
  expect(statuses).toEqual(['connecting', 'lost', 'lost']);
  expect(connectionStatus()).toBe('open');
});

test('pages read at their pace again as soon as somebody answers, even with no to the stream', async () => {
  const { start, taken, polling } = setup([503, 503, 429, 502, 500]);
  start();
  await taken;
  expect(polling).toEqual([true, false, true, false, true]);
  const refused = setup([503, 503, 403]);
  refused.start();
  const told = Promise.withResolvers<void>();
  createRoot((dispose) => {
    closing.push(dispose);
    createEffect(() => connectionStatus() === 'refused' && told.resolve());
  });
  await told.promise;
  expect(focusManager.isFocused()).toBe(true);
});

test('a connection that is back reads again what hung while it was lost', async () => {
  const { client, start } = setup([200]);
  const signals: AbortSignal[] = [];
  const again = Promise.withResolvers<void>();
  const queryFn = ({ signal }: { signal: AbortSignal }) => {
    if (signals.push(signal) === 3) again.resolve();
    return new Promise<number>(() => {});
  };
  closing.push(new QueryObserver(client, { queryKey: ['workers'], queryFn, initialData: 1 }).subscribe(() => {}));
  start();
  await again.promise;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
});
