import { expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import type { RunLogEntry } from '@fbrain/core/run/run';
import { eventually } from '@fbrain/testing/eventually';
import type { RunChange } from '../live/run-watcher.ts';
import { followRunLogs } from './follow-run-logs.ts';

function setup(options: { hasEnded?: boolean } = {}) {
  const lines: RunLogEntry[] = [];
  const sent: string[] = [];
  const state = { hasRoom: true, isOpen: true };
  let notify: (change: RunChange) => void = () => {};
  const following = followRunLogs(
    {
      send: (event, data) => {
        if (!state.hasRoom) return false;
        sent.push(event === 'log' ? (data as RunLogEntry[]).map((line) => line.message).join() : JSON.stringify(data));
        return true;
      },
      end: () => {
        state.isOpen = false;
      },
    },
    {
      runId: 'a',
      after: 0,
      hasEnded: false,
      watcher: {
        watch: (_, listener) => {
          notify = listener;
          return () => {};
        },
        runOnce: async () => {},
        stop: () => {},
      },
      readLogs: async (after) => lines.filter((line) => line.seq > after),
      readState: async () => 'succeeded',
      logger: silentLogger,
      ...options,
    },
  );
  const write = (message: string) =>
    lines.push({ seq: lines.length + 1, attempt: 1, at: '', level: 'info', message, fields: null });
  return { write, sent, state, following, notify: (change: RunChange) => notify(change) };
}

test('lines arrive in order and once, the end comes after the last of them', async () => {
  const { write, sent, notify, state } = setup();
  write('one');
  notify('changed');
  await eventually(() => expect(sent).toEqual(['one']));
  notify('ended');
  write('two, written after the end');
  await eventually(() => expect(state.isOpen).toBe(false));
  expect(sent).toEqual(['one', 'two, written after the end', '{"state":"succeeded"}']);
});

test('a slow client loses no line', async () => {
  const { write, sent, state, following, notify } = setup();
  state.hasRoom = false;
  write('one');
  write('two');
  notify('changed');
  await Promise.resolve();
  state.hasRoom = true;
  following.wake();
  await eventually(() => expect(sent).toEqual(['one,two']));
  following.stop();
});

test('the log of a run that ended before is sent at once and closed', async () => {
  const { sent, state } = setup({ hasEnded: true });
  await eventually(() => expect(state.isOpen).toBe(false));
  expect(sent).toEqual(['{"state":"succeeded"}']);
});
