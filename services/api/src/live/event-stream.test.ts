import { expect, test } from 'bun:test';
import { CONFIGURATION_PRINCIPAL, type Principal } from '@fbrain/core/access/principal';
import { createEventStreams, type EventClient } from './event-stream.ts';

function setup() {
  let openStreams = 0;
  const streams = createEventStreams({ liveStreamOpened: () => openStreams++, liveStreamClosed: () => openStreams-- });
  const released: string[] = [];
  const open = (wake = () => {}, who: Principal = CONFIGURATION_PRINCIPAL) => {
    const holder: { client?: EventClient } = {};
    const connect = (client: EventClient) => {
      holder.client = client;
      return { stop: () => released.push('released'), wake };
    };
    const response = streams.open(connect, { who, isAllowed: async () => true });
    if (!holder.client || !response.body) throw new Error('the stream did not open');
    return { client: holder.client, reader: response.body.getReader(), response };
  };
  return { streams, released, open, count: () => openStreams };
}

test('an event is a name and a line of JSON', async () => {
  const { open } = setup();
  const { client, response, reader } = open();
  reader.releaseLock();
  client.send('log', [{ message: 'a\nb' }]);
  client.end();
  expect(await response.text()).toBe('retry: 2000\n\nevent: log\ndata: [{"message":"a\\nb"}]\n\n');
});

test('a client that takes nothing is not sent more than the buffer holds, and is told when there is room', async () => {
  const { open } = setup();
  let rooms = 0;
  const { client, reader } = open(() => rooms++);
  const text = 'x'.repeat(100_000);
  const sent = Array.from({ length: 10 }, () => client.send('big', text));
  expect(sent.filter(Boolean)).toHaveLength(3);
  const before = rooms;
  for (let i = 0; i < 4; i++) await reader.read();
  expect(rooms).toBeGreaterThan(before);
  expect(client.send('big', text)).toBe(true);
});

test('a client that goes away is released once', async () => {
  const { open, released, count } = setup();
  const { client, reader } = open();
  await reader.cancel();
  client.end();
  expect(client.send('late', 1)).toBe(false);
  expect(released).toEqual(['released']);
  expect(count()).toBe(0);
});

test('stopping the server ends every stream', async () => {
  const { streams, open, released, count } = setup();
  const first = open();
  open();
  streams.stop();
  await first.reader.read();
  expect((await first.reader.read()).done).toBe(true);
  expect(released).toHaveLength(2);
  expect(count()).toBe(0);
});

test('nobody can take the streams of all, and what is closed can be opened again', async () => {
  const { open } = setup();
  const as = (id: string): Principal => ({ ...CONFIGURATION_PRINCIPAL, kind: 'user', id });
  const held = Array.from({ length: 50 }, () => open(undefined, as('greedy')));
  expect(() => open(undefined, as('greedy'))).toThrow('You have 50 event streams open already');
  open(undefined, as('other'));
  for (let n = 0; n < 60; n++) open();
  await held[0]?.reader.cancel();
  open(undefined, as('greedy'));
  expect(() => open(undefined, as('greedy'))).toThrow('50 event streams');
});
