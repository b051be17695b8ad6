import type { ConfirmChannel, ConsumeMessage } from 'amqplib';

/** Kept for inspection: enough to see a pattern, too few to fill a disk. */
const MAX_MESSAGES = 1_000;
const MAX_BYTES = 65_536;

export async function declareQuarantine(channel: ConfirmChannel, queue: string): Promise<void> {
  await channel.assertQueue(queue, { durable: true, maxLength: MAX_MESSAGES });
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
