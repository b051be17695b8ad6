import { expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { forwardEvents } from './live-event-routes.ts';

test('a slow client gets one gap instead of what it missed, then the events go on', () => {
  const sent: unknown[] = [];
  let hasRoom = true;
  let publish: (events: readonly LiveEvent[]) => void = () => {};
  const client = {
    send: (_: string, data: unknown) => {
      if (hasRoom) sent.push(data);
      return hasRoom;
    },
    end: () => {},
  };
  const source = forwardEvents(client, {
    publish: () => {},
    subscribe: (listener) => {
      publish = listener;
      return () => {};
    },
  });
  publish([{ kind: 'task' }]);
  hasRoom = false;
  publish([{ kind: 'queue', queue: 'a' }]);
  publish([{ kind: 'queue', queue: 'b' }]);
  hasRoom = true;
  source.wake?.();
  publish([{ kind: 'queue', queue: 'c' }]);
  expect(sent).toEqual([[{ kind: 'task' }], [{ kind: 'gap' }], [{ kind: 'queue', queue: 'c' }]]);
});

test('a view is told of a flood with one gap, without the ends that it names for others', () => {
  const sent: unknown[] = [];
  let publish: (events: readonly LiveEvent[]) => void = () => {};
  forwardEvents(
    { send: (_, data) => sent.push(data) > 0, end: () => {} },
    {
      publish: () => {},
      subscribe: (listener) => {
        publish = listener;
        return () => {};
      },
    },
  );
  publish([{ kind: 'gap', ended: ['a'] }, { kind: 'gap', ended: ['b'] }, { kind: 'task' }]);
  expect(sent).toEqual([[{ kind: 'gap' }, { kind: 'task' }]]);
});
