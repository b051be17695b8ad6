import type { Channel } from 'amqplib';

const CLOSE_TIMEOUT_MS = 1_000;

/**
 * Closes a channel and waits for that, but not for long: amqplib's own `close` never ends when the connection is lost
 * before RabbitMQ has answered it. Never rejects; a channel that is closed already is closed.
 */
export async function closeChannel(channel: Channel): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  channel.once('close', () => resolve());
  channel.close().then(resolve, () => resolve());
  await closed;
  clearTimeout(timer);
}
