import { connect } from 'amqplib';
import { explainRabbitmqError, findOldRabbitmq } from './explain-error.ts';

const TIMEOUT_MS = 5_000;

/** What is wrong with the RabbitMQ node at `url`, null if nothing: makes and removes a quorum queue, as work needs them. */
export async function tryRabbitmq(url: string, prefix: string): Promise<{ version: string; fault: string | null }> {
  try {
    const model = await connect(url, {
      timeout: TIMEOUT_MS,
      clientProperties: { connection_name: 'fbrain-api doctor' },
    });
    model.on('error', () => {});
    let blocked: string | null = null;
    model.on('blocked', (reason) => {
      blocked = reason;
    });
    const version = String(model.connection.serverProperties.version);
    try {
      const channel = await model.createChannel();
      channel.on('error', () => {});
      const name = `${prefix}.doctor.${Bun.randomUUIDv7()}`;
      const options = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
      await channel.assertQueue(name, options);
      // RabbitMQ says that it is blocked only to those who publish.
      channel.sendToQueue(name, Buffer.from('doctor'));
      await channel.get(name, { noAck: true });
      await channel.deleteQueue(name);
      return {
        version,
        fault:
          findOldRabbitmq(version) ?? (blocked && `RabbitMQ takes no messages: ${blocked}. Give it memory or disk.`),
      };
    } finally {
      await model.close().catch(() => {});
    }
  } catch (error) {
    return { version: 'unknown', fault: explainRabbitmqError(error) };
  }
}
