import { type ChannelModel, connect } from 'amqplib';
import { closeModel } from './close-model.ts';
import { explainRabbitmqError, findOldRabbitmq } from './explain-error.ts';

const TIMEOUT_MS = 5_000;
/** The queue goes by itself where RabbitMQ does not let us remove it. */
const QUEUE_LIFE_MS = 60_000;

/** What is wrong with the RabbitMQ node at `url`, null if nothing: makes and removes a quorum queue, as work needs them. */
export async function tryRabbitmq(url: string, prefix: string): Promise<{ version: string; fault: string | null }> {
  try {
    const model = await connect(url, {
      timeout: TIMEOUT_MS,
      clientProperties: { connection_name: 'fbrain-api doctor' },
    });
    model.on('error', () => {});
    const version = String(model.connection.serverProperties.version);
    try {
      return { version, fault: findOldRabbitmq(version) ?? (await tryQueue(model, prefix)) };
    } finally {
      await closeModel(model);
    }
  } catch (error) {
    return { version: 'unknown', fault: explainRabbitmqError(error) };
  }
}

/** What keeps RabbitMQ from taking and giving a message. It says so only to those who publish, and then answers no more. */
export async function tryQueue(model: ChannelModel, prefix: string, timeoutMs = TIMEOUT_MS): Promise<string | null> {
  const fault = Promise.withResolvers<string>();
  model.on('blocked', (reason) => fault.resolve(`RabbitMQ takes no messages: ${reason}. Give it memory or disk.`));
  const timer = setTimeout(
    () => fault.resolve(`RabbitMQ has not answered within ${timeoutMs / 1_000} s: look into its log.`),
    timeoutMs,
  );
  const work = useQueue(model, `${prefix}.doctor.${Bun.randomUUIDv7()}`);
  // What is left of it when the fault is known ends with the connection.
  work.catch(() => {});
  return await Promise.race([work, fault.promise]).finally(() => clearTimeout(timer));
}

async function useQueue(model: ChannelModel, name: string): Promise<null> {
  const channel = await model.createChannel();
  channel.on('error', () => {});
  const queueArguments = { 'x-queue-type': 'quorum', 'x-expires': QUEUE_LIFE_MS };
  await channel.assertQueue(name, { durable: true, arguments: queueArguments });
  channel.sendToQueue(name, Buffer.from('doctor'));
  await channel.get(name, { noAck: true });
  await channel.deleteQueue(name);
  return null;
}
