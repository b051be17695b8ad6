import { expect, test } from 'bun:test';
import type { EventBus, LiveEvent } from '@fbrain/core/event/live-event';
import { forwardEvents } from './live-event-routes.ts';

/** A client of a stream, and the bus that feeds it. */
function setup(gapEveryMs?: number) {
  const sent: unknown[] = [];
  const line = { hasRoom: true };
  let publish: (events: readonly LiveEvent[]) => void = () => {};
  let arrived = Promise.withResolvers<void>();
  const client = {
    send: (_: string, data: unknown) => {
      if (line.hasRoom) sent.push(data);
      arrived.resolve();
      arrived = Promise.withResolvers();
      return line.hasRoom;
    },
    end: () => {},
  };
  const events: EventBus = {
    publish: () => {},
    subscribe: (listener) => {
      publish = listener;
      return () => {};
    },
  };
  const source = forwardEvents(client, events, gapEveryMs);
  const message = async (index: number) => {
    while (sent.length <= index) await arrived.promise;
    return sent[index];
  };
  return { sent, line, source, message, publish: (batch: readonly LiveEvent[]) => publish(batch) };
}

test('a slow client gets one gap instead of what it missed, then the events go on', () => {
  const { sent, line, source, publish } = setup();
  publish([{ kind: 'task' }]);
  line.hasRoom = false;
  publish([{ kind: 'queue', queue: 'a' }]);
  publish([{ kind: 'queue', queue: 'b' }]);
  line.hasRoom = true;
  source.wake?.();
  publish([{ kind: 'queue', queue: 'c' }]);
  expect(sent).toEqual([[{ kind: 'task' }], [{ kind: 'gap' }], [{ kind: 'queue', queue: 'c' }]]);
});

test('a view is told of a flood with one gap, without the ends that it names for others', () => {
  const { sent, source, publish } = setup();
  publish([{ kind: 'gap', ended: ['a'] }, { kind: 'gap', ended: ['b'] }, { kind: 'task' }]);
  expect(sent).toEqual([[{ kind: 'gap' }, { kind: 'task' }]]);
  source.stop();
});

test('gap after gap becomes one now and then, and the last one is told', async () => {
  const { sent, source, message, publish } = setup(5);
  for (let n = 0; n < 50; n++) publish([{ kind: 'gap', ended: [`run-${n}`] }, { kind: 'task' }]);
  expect(sent).toEqual([[{ kind: 'gap' }, { kind: 'task' }]]);
  expect(await message(1)).toEqual([{ kind: 'gap' }]);
  source.stop();
});
