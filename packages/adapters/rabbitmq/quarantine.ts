import { TransportDown } from '@fbrain/core/transport/transport';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Logger } from '../logging/logger.ts';
import type { RabbitConnection } from './connection.ts';

/** Kept for inspection: enough to see a pattern, too few to fill a disk. */
const MAX_MESSAGES = 1_000;
const MAX_BYTES = 65_536;

/**
 * Makes the queue, on a channel of its own: where it cannot be made, work goes on without it. Replicated, because a plain
 * queue is gone as long as its node is. An older one that is there in another form is as good.
 */
export async function declareQuarantine(
  { connection, logger }: { connection: RabbitConnection; logger: Logger },
  queue: string,
): Promise<void> {
  const options = { durable: true, maxLength: MAX_MESSAGES, arguments: { 'x-queue-type': 'quorum' } };
  await connection
    .withChannel((channel) => channel.assertQueue(queue, options))
    .catch((error: unknown) => {
      if (error instanceof TransportDown) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      logger.debug('The quarantine of messages that are no hints could not be made', { queue, reason });
    });
}

/** Moves a message that is no hint of ours out of the way. It stays in its lane when the move is not confirmed. */
export function quarantine(channel: ConfirmChannel, queue: string, message: ConsumeMessage, fault: string): void {
  const { contentType } = message.properties;
  const options = {
    persistent: true,
    ...(typeof contentType === 'string' && { contentType }),
    headers: { fault, from: message.fields.routingKey, bytes: message.content.length },
  };
  channel.sendToQueue(queue, message.content.subarray(0, MAX_BYTES), options, (error) => {
    if (!error) channel.ack(message);
  });
}
