import { expect, test } from 'bun:test';
import { QueryClient } from '@tanstack/solid-query';
import { runKeys } from '../runs/runs-queries.ts';
import { createProgressDisplay } from './progress-display.ts';

function setup(runs: { id: string; state: string }[]) {
  const client = new QueryClient();
  const list = [...runKeys.lists, {}];
  client.setQueryData(list, { pages: [{ items: runs, nextCursor: null }], pageParams: [null] });
  for (const run of runs) client.setQueryData(runKeys.one(run.id), run);
  client.setQueryData([...runKeys.one('a'), 'attempts'], { items: [] });
  const timers: (() => void)[] = [];
  const report = createProgressDisplay(client, (callback) => timers.push(callback));
  const send = (runId: string, fraction: number) => report({ kind: 'run-progress', runId, fraction, message: null });
  return { client, list, timers, send };
}

test('many reports are drawn once, the latest of each run', () => {
  const { client, list, timers, send } = setup([
    { id: 'a', state: 'running' },
    { id: 'b', state: 'running' },
  ]);
  for (const fraction of [0.1, 0.2, 0.3]) send('a', fraction);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  expect(client.getQueryData<unknown>(runKeys.one('a'))).toMatchObject({ progress: { fraction: 0.3 } });
  expect(client.getQueryData<unknown>(list)).toMatchObject({
    pages: [
      {
        items: [
          { id: 'a', progress: { fraction: 0.3 } },
          { id: 'b', state: 'running' },
        ],
      },
    ],
  });
  send('b', 0.5);
  expect(timers).toHaveLength(2);
});

test('runs that the palette has found do not keep progress from being drawn', () => {
  const { client, timers, send } = setup([{ id: 'a', state: 'running' }]);
  client.setQueryData(runKeys.found('a'), { items: [{ id: 'a', state: 'running' }], nextCursor: null });
  send('a', 0.4);
  timers[0]?.();
  expect(client.getQueryData<unknown>(runKeys.one('a'))).toMatchObject({ progress: { fraction: 0.4 } });
});

test('a report that cannot be drawn does not keep later ones from it', () => {
  const { client, list, timers, send } = setup([{ id: 'a', state: 'running' }]);
  client.setQueryData(list, { items: [] });
  send('a', 0.4);
  expect(() => timers[0]?.()).toThrow();
  send('a', 0.5);
  expect(timers).toHaveLength(2);
});

test('a late report does not move the bar of a run that has ended', () => {
  const { client, timers, send } = setup([{ id: 'a', state: 'succeeded' }]);
  send('a', 0.9);
  timers[0]?.();
  expect(client.getQueryData<unknown>(runKeys.one('a'))).toEqual({ id: 'a', state: 'succeeded' });
});
