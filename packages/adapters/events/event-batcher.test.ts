import { expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { EventBatcher, type EventBatcherOptions } from './event-batcher.ts';

const runEvent = (runId: string, state: 'queued' | 'running' | 'succeeded'): LiveEvent => ({
  kind: 'run',
  runId,
  task: 'demo.sleep',
  queue: 'default',
  state,
  attempt: 1,
});

const runEvents = (count: number) => Array.from({ length: count }, (_, n) => runEvent(`run-${n}`, 'queued'));

/** A batcher whose messages are awaited one after the other: no test has to know the interval. */
function setup(send: (events: readonly LiveEvent[]) => void = () => {}, options: EventBatcherOptions = { paceMs: 1 }) {
  const messages: (readonly LiveEvent[])[] = [];
  let arrived = Promise.withResolvers<void>();
  const batcher = new EventBatcher((events) => {
    messages.push(events);
    arrived.resolve();
    arrived = Promise.withResolvers();
    send(events);
  }, options);
  const message = async (index: number) => {
    while (messages.length <= index) await arrived.promise;
    return messages[index];
  };
  return { batcher, messages, message };
}

test('the first event goes at once, those that follow go together', async () => {
  const { batcher, messages, message } = setup();
  batcher.add([runEvent('a', 'queued')]);
  expect(messages).toEqual([[runEvent('a', 'queued')]]);
  batcher.add([runEvent('a', 'running')]);
  batcher.add([runEvent('b', 'queued')]);
  expect(messages).toHaveLength(1);
  expect(await message(1)).toEqual([runEvent('a', 'running'), runEvent('b', 'queued')]);
});

test('many events are cut to the latest state of each run', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  batcher.add(runEvents(75));
  batcher.add(runEvents(75).map((event) => ({ ...event, state: 'running' }) as LiveEvent));
  const second = await message(1);
  expect(second).toHaveLength(75);
  expect(second?.every((event) => event.kind === 'run' && event.state === 'running')).toBe(true);
});

test('more runs than can be told become a gap that names those that have ended', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  batcher.add([...runEvents(1_500), runEvent('a', 'succeeded')]);
  batcher.add([runEvent('b', 'running'), runEvent('c', 'succeeded')]);
  expect(await message(1)).toEqual([{ kind: 'gap', ended: ['a', 'c'] }]);
});

test('the ends of a flood fit into notifications of PostgreSQL', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  const ids = Array.from({ length: 1_600 }, () => crypto.randomUUID());
  batcher.add(ids.map((id) => runEvent(id, 'succeeded')));
  const gaps = (await message(1)) ?? [];
  expect(gaps.flatMap((gap) => (gap.kind === 'gap' ? (gap.ended ?? []) : []))).toEqual(ids);
  expect(Math.max(...gaps.map((gap) => JSON.stringify(gap).length))).toBeLessThan(7_000);
});

test('a gap with more ends than can be told says nothing of them', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  for (let n = 0; n < 3; n++)
    batcher.add(runEvents(1_200).map((event) => ({ ...event, state: 'failed' }) as LiveEvent));
  expect(await message(1)).toEqual([{ kind: 'gap' }]);
});

test('a flood holds no more than a bounded number of events', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  for (let n = 0; n < 100; n++) batcher.add(runEvents(1_900));
  const second = await message(1);
  expect(second?.[0]).toEqual({ kind: 'gap', ended: [] });
  expect(second?.length).toBeLessThan(2_001);
});

test('while a flood has no ends an interval needs one message, and an end is told without waiting for it', async () => {
  const { batcher, messages, message } = setup(() => {}, { intervalMs: 60_000, paceMs: 1 });
  batcher.add([{ kind: 'task' }]);
  for (let n = 0; n < 20; n++) {
    batcher.add(runEvents(200));
    // Longer than the pace: whatever went by the pace would have gone.
    await Bun.sleep(2);
  }
  expect(messages).toHaveLength(1);
  batcher.add([runEvent('a', 'succeeded')]);
  expect(await message(1)).toEqual([{ kind: 'gap', ended: ['a'] }]);
  batcher.close();
});

test('small messages in a row tell no more than one large one', async () => {
  const { batcher, messages, message } = setup(() => {}, { intervalMs: 60_000, paceMs: 1 });
  for (let n = 0; n < 20; n++) {
    batcher.add(Array.from({ length: 15 }, (_, of) => runEvent(`run-${n}-${of}`, 'succeeded')));
    await message(n);
  }
  const events = messages.flat();
  const ended = events.flatMap((event) => (event.kind === 'gap' ? (event.ended ?? []) : []));
  const told = events.filter(({ kind }) => kind === 'run').length;
  expect(told).toBeWithin(80, 101);
  expect(told + ended.length).toBe(300);
});

test('log lines of a run add up', async () => {
  const { batcher, message } = setup();
  batcher.add([{ kind: 'task' }]);
  for (let n = 0; n < 300; n++) batcher.add([{ kind: 'run-log', runId: 'a', lines: 2 }]);
  expect(await message(1)).toEqual([{ kind: 'run-log', runId: 'a', lines: 600 }]);
});

test('after a failed message the next one says that there is a gap', async () => {
  let failures = 1;
  const { batcher, message } = setup(() => {
    if (failures-- > 0) throw new Error('carrier down');
  });
  batcher.add([runEvent('a', 'queued')]);
  batcher.add([runEvent('b', 'queued')]);
  expect(await message(1)).toEqual([{ kind: 'gap' }, runEvent('b', 'queued')]);
});

test('many small messages in a short time give way to fewer larger ones', async () => {
  const { batcher, messages, message } = setup(() => {}, { intervalMs: 60_000, paceMs: 60_000 });
  const turns = 100;
  for (let n = 0; n < turns; n++) {
    batcher.add([runEvent(`run-${n}`, 'queued')]);
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(await message(0)).toHaveLength(1);
  expect(messages.length).toBeWithin(2, 28);
  batcher.close();
});

test('a closed batcher sends nothing any more', async () => {
  const { batcher, messages } = setup();
  batcher.close();
  batcher.add([{ kind: 'task' }]);
  expect(messages).toEqual([]);
});
