import { expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import type { ChannelModel } from 'amqplib';
import { tryQueue } from './try-rabbitmq.ts';

/** A node that answers all but `get`, as one does that has no memory or disk left; `onSend` is called on a message. */
function givenNode(onSend: (node: EventEmitter) => void): ChannelModel {
  const node = new EventEmitter();
  const channel = Object.assign(new EventEmitter(), {
    assertQueue: async () => {},
    sendToQueue: () => onSend(node),
    get: () => new Promise(() => {}),
  });
  return Object.assign(node, { createChannel: async () => channel }) as unknown as ChannelModel;
}

test('a RabbitMQ that takes no messages is named with its reason, however silent it is else', async () => {
  const node = givenNode((self) => void self.emit('blocked', 'low on memory'));
  expect(await tryQueue(node, 'test')).toBe('RabbitMQ takes no messages: low on memory. Give it memory or disk.');
});

test('a RabbitMQ that falls silent is not waited for', async () => {
  expect(
    await tryQueue(
      givenNode(() => {}),
      'test',
      1,
    ),
  ).toContain('has not answered within');
});
