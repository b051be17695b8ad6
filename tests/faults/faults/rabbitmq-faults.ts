import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeHints, HINT_CONTENT_TYPE } from '@fbrain/adapters/rabbitmq/hint-message';
import { PRIORITIES } from '@fbrain/core/run/priority';
import { type Channel, connect } from 'amqplib';
import type { RestartableServer } from '../system/restartable-server.ts';
import { type Fault, type FaultContext, pause } from './fault.ts';

const RABBITMQ = ({ system }: FaultContext) => (system.rabbitmq ? ['rabbitmq'] : []);
/** All lanes of the queues that the producer's work travels on. */
const LANES = ['default', 'faults-slow'].flatMap((queue) => PRIORITIES.map((priority) => `${queue}.${priority}`));
const EXCHANGE = 'fbrain.run';
const EVENTS = 'fbrain.events';
const GARBAGE = [Buffer.from('{"not":"a hint"}'), Buffer.alloc(0), randomBytes(1_601), randomBytes(1_048_576)];

function broker({ system }: FaultContext): RestartableServer {
  if (!system.rabbitmq) throw new Error('This system has no RabbitMQ');
  return system.rabbitmq;
}

/** Does something as a stranger on the same node. A lane that is not there ends the channel, and the fault with it. */
async function asStranger(context: FaultContext, work: (channel: Channel) => Promise<unknown>): Promise<void> {
  const connection = await connect(broker(context).url).catch(() => null);
  if (!connection) return;
  connection.on('error', () => {});
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  await work(channel).catch(() => {});
  await connection.close().catch(() => {});
}

/** Losses, duplicates and forgeries of messages: none of them may change an outcome (G4). */
export const RABBITMQ_FAULTS: readonly Fault[] = [
  {
    name: 'kill RabbitMQ',
    weight: 2,
    targets: RABBITMQ,
    async strike(_target, context) {
      await broker(context).end('kill');
      await pause(context.random, 0, 2_000);
      await broker(context).start();
    },
  },
  {
    name: 'start RabbitMQ empty',
    weight: 1,
    targets: RABBITMQ,
    async strike(_target, context) {
      await broker(context).end('stop');
      rmSync(join(context.system.dir, 'rabbitmq/data'), { recursive: true, force: true });
      await broker(context).start();
    },
  },
  {
    name: 'purge all lanes',
    weight: 3,
    targets: RABBITMQ,
    strike: (_target, context) =>
      asStranger(context, async (channel) => {
        for (const lane of LANES) await channel.purgeQueue(`${EXCHANGE}.${lane}`);
      }),
  },
  {
    name: 'delete a lane',
    weight: 2,
    targets: RABBITMQ,
    strike: (_target, context) =>
      asStranger(context, (channel) => channel.deleteQueue(`${EXCHANGE}.${context.random.pick(LANES)}`)),
  },
  {
    name: 'send hints twice and for finished runs',
    weight: 3,
    targets: RABBITMQ,
    strike: (_target, context) =>
      asStranger(context, async (channel) => {
        for (const message of encodeHints(context.ledger.recent())) {
          channel.publish(EXCHANGE, context.random.pick(LANES), message, { contentType: HINT_CONTENT_TYPE });
        }
      }),
  },
  {
    name: 'send garbage to every queue',
    weight: 2,
    targets: RABBITMQ,
    strike: (_target, context) =>
      asStranger(context, async (channel) => {
        for (const content of GARBAGE) {
          const contentType = context.random.chance(0.5) ? HINT_CONTENT_TYPE : 'application/json';
          for (const lane of LANES) channel.publish(EXCHANGE, lane, content, { contentType });
          channel.publish(EVENTS, 'batch', content, { contentType });
        }
      }),
  },
];
