import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { RunSource } from '@fbrain/core/transport/transport';
import { describeWith } from '@fbrain/testing/describe-with';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { addClaimer, addRuns, claimRuns, PLENTY, type TransportBench } from '@fbrain/testing/transport-bench';
import { describeTransport } from '@fbrain/testing/transport-conformance';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { silentLogger } from '../logging/logger.ts';
import { openTransport, type Transport, type TransportOptions } from '../transport.ts';
import { lanesOf, Names } from './topology.ts';

/** Every queue name the tests use: RabbitMQ cannot delete by prefix. */
const QUEUES = ['default', 'late', 'red', 'blue', 'never-used'];
const LANE = { queue: 'default', band: 1 };

interface RabbitBench extends TransportBench {
  names: Names;
  /** RabbitMQ as an operator sees it, not through the proxy. */
  operator: ChannelModel;
  channel: ConfirmChannel;
  openWith(options: Partial<TransportOptions>): Transport;
}

async function openBench(rabbitmqUrl: string): Promise<RabbitBench> {
  const { sql, drop } = await createTestDatabase();
  const proxy = await openTcpProxy(rabbitmqUrl);
  const names = new Names(`test-${Bun.randomUUIDv7()}`);
  const operator = await connect(rabbitmqUrl);
  const proxied = new URL(proxy.through(rabbitmqUrl));
  // Silence is noticed within 3 s instead of 15.
  proxied.searchParams.set('heartbeat', '1');
  const openWith = (options: Partial<TransportOptions>) =>
    openTransport({
      sql,
      rabbitmqUrl: proxied.href,
      prefix: names.prefix,
      processName: 'test',
      logger: silentLogger,
      confirmTimeoutMs: 3_000,
      checkEveryMs: 250,
      ...options,
    });
  const close = async () => {
    await deleteAll(operator, names);
    await operator.close();
    await proxy.close();
    await drop();
  };
  const channel = await operator.createConfirmChannel();
  return { sql, proxy, names, operator, channel, open: () => openWith({}), openWith, close };
}

async function deleteAll(operator: ChannelModel, names: Names): Promise<void> {
  const channel = await operator.createChannel();
  for (const lane of QUEUES.flatMap(lanesOf)) await channel.deleteQueue(names.laneQueue(lane));
  await channel.deleteQueue(names.quarantine);
  await channel.deleteExchange(names.runExchange);
  await channel.deleteExchange(names.eventExchange);
}

let bench: RabbitBench;
let transport: Transport;

async function openSource(): Promise<RunSource> {
  const source = transport.createSource(await addClaimer(bench.sql), PLENTY.limit);
  await source.serve(['default']);
  await eventually(() => expect(source.isConnected()).toBe(true));
  return source;
}

/** On a channel of its own: one that asks for a queue that does not exist is closed. */
async function inspect(queue: string): Promise<{ messageCount: number; consumerCount: number }> {
  const channel = await bench.operator.createChannel();
  channel.on('error', () => {});
  return await channel.checkQueue(queue);
}

describeWith('rabbitmqUrl', 'with RabbitMQ,', (rabbitmqUrl) => {
  describeTransport('RabbitMQ', () => openBench(rabbitmqUrl));

  beforeEach(async () => {
    bench = await openBench(rabbitmqUrl);
    transport = bench.open();
    await eventually(() => expect(transport.publisher.isConnected()).toBe(true));
  });

  afterEach(async () => {
    bench.proxy.heal();
    await transport.close();
    await bench.close();
  });

  testLanes();
  testQuarantine();
  testRepairs();
  testConnections(rabbitmqUrl);
});

function testLanes(): void {
  test('a lane tells how much waits in it, and bulk work costs a hundredth of its messages', async () => {
    await transport.publisher.publish(await addRuns(bench.sql, 1_000));
    await eventually(async () => expect(await transport.publisher.backlog(LANE)).toBe(10));
  });

  test('a message is acknowledged when its runs are claimed, not when they are done', async () => {
    const source = await openSource();
    await transport.publisher.publish(await addRuns(bench.sql, 100));
    await claimRuns(source, 100);
    await transport.close();
    expect((await inspect(bench.names.laneQueue(LANE))).messageCount).toBe(0);
  });

  test('a worker without free slots leaves nothing unacknowledged', async () => {
    const source = await openSource();
    await transport.publisher.publish(await addRuns(bench.sql, 500));
    await claimRuns(source, 10, { limit: 10, processLimit: 0 });
    await eventually(async () => expect(await transport.publisher.backlog(LANE)).toBe(5));
  });

  test('what a worker hands back keeps its place in the lane', async () => {
    const source = await openSource();
    const hints = await addRuns(bench.sql, 500);
    await transport.publisher.publish(hints);
    await claimRuns(source, 10, { limit: 10, processLimit: 0 });
    await eventually(async () => expect(await transport.publisher.backlog(LANE)).toBe(5));
    const next = await claimRuns(source, 90, { limit: 10, processLimit: 0 });
    const firstHundred = hints.slice(0, 100).map(({ runId }) => runId);
    expect(next.every(({ id }) => firstHundred.includes(id))).toBe(true);
  });
}

function testQuarantine(): void {
  test('a message that is no hint is kept in quarantine and stops nothing', async () => {
    const source = await openSource();
    const lane = bench.names.laneQueue(LANE);
    bench.channel.sendToQueue(lane, Buffer.from('{"task":"celery"}'), { contentType: 'application/json' });
    bench.channel.sendToQueue(lane, Buffer.alloc(0), { contentType: 'application/vnd.fbrain.hint' });
    bench.channel.sendToQueue(lane, Buffer.alloc(300_000, 1), { contentType: 'application/vnd.fbrain.hint' });
    const hints = await addRuns(bench.sql, 1);
    await transport.publisher.publish(hints);
    expect(await claimRuns(source, 1)).toHaveLength(1);
    await eventually(async () => expect((await inspect(bench.names.quarantine)).messageCount).toBe(3));
    const kept = await bench.channel.get(bench.names.quarantine, { noAck: true });
    expect(kept ? kept.properties.headers : null).toMatchObject({ fault: 'content type application/json', bytes: 17 });
    expect(kept ? kept.content.toString() : null).toBe('{"task":"celery"}');
  });

  test('whatever is sent to a lane is counted and kept, cut to a size, and work goes on', async () => {
    let counted = 0;
    await transport.close();
    transport = bench.openWith({ hooks: { onQuarantined: () => counted++ } });
    const source = await openSource();
    const hint = { contentType: 'application/vnd.fbrain.hint' };
    const hostile = {
      ...hint,
      headers: { 'x-death': [{ count: 1e9 }], fault: 'mine', __proto__: { a: 1 } },
      replyTo: 'x',
    };
    const bad: [string, Buffer, object][] = [
      ['malformed JSON', Buffer.from('{"run":'), { contentType: 'application/json' }],
      ['no content type', Buffer.from('hello'), {}],
      ['a content type as long as AMQP allows', Buffer.from('hello'), { contentType: 'x'.repeat(255) }],
      ['10 MB', Buffer.alloc(10_000_000, 1), hint],
      ['a later format, hostile headers', Buffer.alloc(17, 2), hostile],
      ['not all of an id', Buffer.alloc(16, 1), { ...hint, expiration: '600000', priority: 255 }],
    ];
    for (const [, content, options] of bad) bench.channel.sendToQueue(bench.names.laneQueue(LANE), content, options);
    // The right shape with ids that nobody knows is a stale hint: acknowledged, nothing to keep.
    const unknown = Buffer.concat([Buffer.of(1), Buffer.alloc(16 * 100, 7)]);
    bench.channel.sendToQueue(bench.names.laneQueue(LANE), unknown, hostile);
    // 10 MB take a quorum queue a moment.
    await bench.channel.waitForConfirms();
    await transport.publisher.publish(await addRuns(bench.sql, 2));
    expect(await claimRuns(source, 2)).toHaveLength(2);
    await eventually(async () => expect((await inspect(bench.names.quarantine)).messageCount).toBe(bad.length));
    expect(counted).toBe(bad.length);
    await eventually(async () => expect((await inspect(bench.names.laneQueue(LANE))).messageCount).toBe(0));
    const sizes = [];
    for (const _ of bad) {
      const kept = await bench.channel.get(bench.names.quarantine, { noAck: true });
      if (kept) sizes.push([kept.content.length, kept.properties.headers?.bytes]);
    }
    expect(sizes).toContainEqual([65_536, 10_000_000]);
  });
}

function testRepairs(): void {
  test('a lane that somebody deletes is made again by those who consume it', async () => {
    const source = await openSource();
    await bench.channel.deleteQueue(bench.names.laneQueue(LANE));
    await eventually(async () => expect((await inspect(bench.names.laneQueue(LANE))).consumerCount).toBe(1));
    await transport.publisher.publish(await addRuns(bench.sql, 3));
    expect(await claimRuns(source, 3)).toHaveLength(3);
  });

  test('a lane that somebody deletes is made again by those who publish to it', async () => {
    const hints = await addRuns(bench.sql, 1);
    await transport.publisher.publish(hints);
    await bench.channel.deleteQueue(bench.names.laneQueue(LANE));
    await transport.publisher.publish(hints);
    await eventually(async () => expect(await transport.publisher.backlog(LANE)).toBe(1));
  });

  test('an exchange that somebody deletes is made again', async () => {
    const source = await openSource();
    const hints = await addRuns(bench.sql, 3);
    await transport.publisher.publish(hints.slice(0, 1));
    await bench.channel.deleteExchange(bench.names.runExchange);
    await eventually(() => transport.publisher.publish(hints));
    expect(await claimRuns(source, 3)).toHaveLength(3);
  });
}

function testConnections(rabbitmqUrl: string): void {
  test('a worker hears what it must react to, whatever release sent it, and not of every run', async () => {
    const worker = bench.openWith({ hears: 'what workers react to' });
    const [ofWorker, ofViews]: LiveEvent[][] = [[], []];
    worker.events.subscribe((batch) => ofWorker?.push(...batch));
    transport.events.subscribe((batch) => ofViews?.push(...batch));
    const cancelOf = (runId: string): LiveEvent => ({ kind: 'cancel', runId });
    const log: LiveEvent = { kind: 'run-log', runId: 'a', lines: 1 };
    const bothHear = (event: LiveEvent) => {
      for (const events of [ofWorker, ofViews]) expect(events).toContainEqual(event);
    };
    await eventually(() => {
      transport.events.publish([cancelOf('a')]);
      bothHear(cancelOf('a'));
    });
    transport.events.publish([log]);
    await eventually(() => expect(ofViews).toContainEqual(log));
    transport.events.publish([cancelOf('b')]);
    await eventually(() => bothHear(cancelOf('b')));
    expect(ofWorker).not.toContainEqual(log);
    bench.channel.publish(bench.names.eventExchange, 'batch', Buffer.from(JSON.stringify([{ kind: 'task' }])));
    await eventually(() => expect(ofWorker).toContainEqual({ kind: 'task' }));
    await worker.close();
  });

  test('the next of several nodes is used when the first is down', async () => {
    const spare = bench.openWith({ rabbitmqUrl: `amqp://127.0.0.1:1,${rabbitmqUrl}` });
    await eventually(() => expect(spare.isConnected()).toBe(true));
    await spare.close();
    expect(spare.isConnected()).toBe(false);
  });

  test('a wrong password is logged without the password', async () => {
    const lines: unknown[] = [];
    const log = (message: string, fields: unknown) => lines.push([message, Bun.inspect(fields)]);
    const logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
    const url = new URL(rabbitmqUrl);
    url.password = 'hunter2';
    const refused = bench.openWith({ rabbitmqUrl: url.href, logger });
    await eventually(() => expect(lines).not.toEqual([]));
    await refused.close();
    expect(JSON.stringify(lines)).toContain('ACCESS_REFUSED');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  test('a URL that is none is refused at once, without repeating it', () => {
    expect(() => bench.openWith({ rabbitmqUrl: 'http://user:hunter2@host' })).toThrow(/^The RabbitMQ URL must be amqp/);
  });
}
