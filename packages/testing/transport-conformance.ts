import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { createRunClaimer, type RunClaimer } from '@fbrain/adapters/postgres/run-claim-store';
import type { Transport } from '@fbrain/adapters/transport';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import { type ClaimRequest, type ReadyHint, type RunSource, TransportDown } from '@fbrain/core/transport/transport';
import { eventually } from './eventually.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** One carrier with everything a test may do to it. */
export interface TransportBench {
  /** Not through the proxy. */
  sql: Database;
  /** Between the transports and what carries them. */
  proxy: TcpProxy;
  open(): Transport;
  close(): Promise<void>;
}

const TASKS = { shared: ['demo.shared'], process: ['demo.process'] };
const PLENTY: ClaimRequest = { limit: 1_000, processLimit: 1_000 };

/** Longest until a vanished peer is noticed and replaced, on a busy machine. */
const RECOVERY = { timeoutMs: 20_000 };
const RECOVERY_TEST_MS = 40_000;

/** Puts queued runs into the database and returns their hints, as the API would publish them. */
export async function addRuns(
  sql: Database,
  count: number,
  { queue = 'default', band = 1, task = 'demo.shared' } = {},
): Promise<ReadyHint[]> {
  const runIds = Array.from({ length: count }, () => Bun.randomUUIDv7());
  await sql`
    insert into fbrain.run (id, task, queue, band, state, input, max_attempts, due_at, queued_at)
    select id, ${task}, ${queue}, ${band}, 'queued', 'null', 1, now(), now()
    from unnest(${runIds}::uuid[]) as id`;
  return runIds.map((runId) => ({ runId, queue, band }));
}

/** A worker that is alive, as far as the database knows, and its right to claim. */
export async function addClaimer(sql: Database): Promise<RunClaimer> {
  const workerId = Bun.randomUUIDv7();
  await sql`
    insert into fbrain.worker (id, name, state, version, host, pid, queues, slots, lease_expires_at)
    values (${workerId}, 'test', 'active', '0', 'localhost', 1, '{*}', 8, now() + interval '1 hour')`;
  return createRunClaimer({ sql, workerId, tasks: () => TASKS });
}

/** Claims as a worker does, waiting for `onReady` after each empty answer, until it has `count` runs. */
export async function claimRuns(source: RunSource, count: number, request = PLENTY): Promise<ClaimedRun[]> {
  const claimed: ClaimedRun[] = [];
  while (claimed.length < count) {
    const ready = new Promise<void>((resolve) => source.onReady(resolve));
    const runs = await source.claim(request);
    claimed.push(...runs);
    if (runs.length === 0) await ready;
  }
  return claimed;
}

const sortedIds = (runs: readonly { id: string }[]) => runs.map(({ id }) => id).sort();
const hintedIds = (hints: readonly ReadyHint[]) => hints.map(({ runId }) => runId).sort();

/** What every transport guarantees, whatever carries it. */
export function describeTransport(name: string, setup: () => Promise<TransportBench>): void {
  describe(`the ${name} transport`, () => {
    let bench: TransportBench;
    let transports: Transport[];

    beforeEach(async () => {
      bench = await setup();
      transports = [];
    });

    afterEach(async () => {
      bench.proxy.heal();
      await Promise.all(transports.map((transport) => transport.close()));
      await bench.close();
    });

    const open = async () => {
      const transport = bench.open();
      transports.push(transport);
      await eventually(() => expect(transport.publisher.isConnected()).toBe(true), RECOVERY);
      return transport;
    };
    const openSource = async (transport: Transport, queues = ['default']) => {
      const source = transport.createSource(await addClaimer(bench.sql));
      await source.serve(queues);
      await eventually(() => expect(source.isConnected()).toBe(true), RECOVERY);
      return source;
    };
    const context = { bench: () => bench, open, openSource };
    describeClaiming(context);
    describeChoosing(context);
    describeHandingBack(context);
    describeFailures(context);
    describeEvents(context);
  });
}

interface Context {
  bench: () => TransportBench;
  open: () => Promise<Transport>;
  openSource: (transport: Transport, queues?: string[]) => Promise<RunSource>;
}

function describeClaiming({ bench, open, openSource }: Context): void {
  test('a published run is claimed once', async () => {
    const transport = await open();
    const source = await openSource(transport);
    const [hint] = (await addRuns(bench().sql, 1)) as [ReadyHint];
    await transport.publisher.publish([hint]);
    const [run] = await claimRuns(source, 1);
    expect(run).toMatchObject({ id: hint.runId, task: 'demo.shared', attempt: 1 });
    expect(await source.claim(PLENTY)).toEqual([]);
  });

  test('runs published before a worker serves their queue are claimed when it does', async () => {
    const transport = await open();
    const hints = await addRuns(bench().sql, 250, { queue: 'late' });
    await transport.publisher.publish(hints);
    const source = await openSource(transport, ['late']);
    expect(sortedIds(await claimRuns(source, 250))).toEqual(hintedIds(hints));
  });

  test('two workers never claim the same run', async () => {
    const transport = await open();
    const sources = [await openSource(transport), await openSource(await open())];
    const hints = await addRuns(bench().sql, 600);
    const ids: string[] = [];
    const done = Promise.withResolvers<void>();
    const work = (source: RunSource) => async () => {
      const runs = await source.claim({ limit: 20, processLimit: 20 });
      ids.push(...runs.map(({ id }) => id));
      if (ids.length >= hints.length) done.resolve();
      if (runs.length > 0) setImmediate(work(source));
    };
    for (const source of sources) source.onReady(work(source));
    await transport.publisher.publish(hints);
    await done.promise;
    expect(ids.sort()).toEqual(hintedIds(hints));
  });

  test('many publishers at once lose nothing', async () => {
    const publishers = [await open(), await open()].map(({ publisher }) => publisher);
    const source = await openSource(await open());
    const hints = await addRuns(bench().sql, 400);
    const publishing = hints.map((hint, index) => publishers[index % 2]?.publish([hint]));
    await Promise.all(publishing);
    expect(sortedIds(await claimRuns(source, 400))).toEqual(hintedIds(hints));
  });
}

function describeChoosing({ bench, open, openSource }: Context): void {
  test('an urgent run is claimed before one that can wait', async () => {
    const transport = await open();
    const low = await addRuns(bench().sql, 5, { band: 2 });
    const high = await addRuns(bench().sql, 5, { band: 0 });
    await transport.publisher.publish([...low, ...high]);
    const source = await openSource(transport);
    const order = (await claimRuns(source, 10, { limit: 5, processLimit: 0 })).map(({ id }) => id);
    expect(hintedIds(high)).toContain(order[0] ?? '');
    expect(hintedIds(low)).toContain(order.at(-1) ?? '');
  });

  test('hints sent twice, or of runs that are gone, do no harm', async () => {
    const transport = await open();
    const source = await openSource(transport);
    const hints = await addRuns(bench().sql, 20);
    const stale = Array.from({ length: 30 }, () => ({ runId: Bun.randomUUIDv7(), queue: 'default', band: 1 }));
    await transport.publisher.publish([...stale, ...hints]);
    await transport.publisher.publish(hints);
    const claimed = await claimRuns(source, 20, { limit: 3, processLimit: 3 });
    expect(sortedIds(claimed)).toEqual(hintedIds(hints));
    expect(await source.claim(PLENTY)).toEqual([]);
  });

  test('runs over the limit of processes wait for their turn', async () => {
    const transport = await open();
    const source = await openSource(transport);
    const hints = await addRuns(bench().sql, 3, { task: 'demo.process' });
    await transport.publisher.publish(hints);
    const [first] = await claimRuns(source, 1, { limit: 10, processLimit: 1 });
    expect(await source.claim({ limit: 10, processLimit: 0 })).toEqual([]);
    const others = await claimRuns(source, 2, { limit: 10, processLimit: 2 });
    expect(sortedIds([...(first ? [first] : []), ...others])).toEqual(hintedIds(hints));
  });
}

function describeHandingBack({ bench, open, openSource }: Context): void {
  test('a worker that stops gives back what it has not claimed', async () => {
    const transport = await open();
    const stopping = await openSource(transport);
    const hints = await addRuns(bench().sql, 50);
    await transport.publisher.publish(hints);
    const early = await claimRuns(stopping, 10, { limit: 10, processLimit: 0 });
    await stopping.stop();
    await stopping.stop();
    expect(await stopping.claim(PLENTY)).toEqual([]);
    const late = await claimRuns(await openSource(transport), 40);
    expect(sortedIds([...early, ...late])).toEqual(hintedIds(hints));
  });

  test('a worker without free slots leaves work to others, and takes some again later', async () => {
    const transport = await open();
    const busy = await openSource(transport);
    const hints = await addRuns(bench().sql, 50);
    await transport.publisher.publish(hints);
    const early = await claimRuns(busy, 10, { limit: 10, processLimit: 0 });
    const idle = await openSource(transport);
    const late = await claimRuns(idle, 40);
    expect(sortedIds([...early, ...late])).toEqual(hintedIds(hints));
    await idle.stop();
    const more = await addRuns(bench().sql, 5);
    await transport.publisher.publish(more);
    expect(sortedIds(await claimRuns(busy, 5))).toEqual(hintedIds(more));
  });

  test('a queue no longer served is left to others', async () => {
    const transport = await open();
    const source = await openSource(transport, ['red', 'blue']);
    await source.serve(['blue']);
    const red = await addRuns(bench().sql, 3, { queue: 'red' });
    const blue = await addRuns(bench().sql, 3, { queue: 'blue' });
    await transport.publisher.publish([...red, ...blue]);
    expect(sortedIds(await claimRuns(source, 3))).toEqual(hintedIds(blue));
    expect(await source.claim(PLENTY)).toEqual([]);
    expect(sortedIds(await claimRuns(await openSource(transport, ['red']), 3))).toEqual(hintedIds(red));
  });

  test('a claim that fails keeps its hints', async () => {
    const transport = await open();
    const claimer = await addClaimer(bench().sql);
    let failures = 1;
    const failOnce = async () => {
      if (failures-- > 0) throw new Error('the database is down');
    };
    const source = transport.createSource({
      claimByIds: async (...call) => failOnce().then(() => claimer.claimByIds(...call)),
      claimNext: async (...call) => failOnce().then(() => claimer.claimNext(...call)),
    });
    const ready = new Promise<void>((resolve) => source.onReady(resolve));
    await source.serve(['default']);
    const hints = await addRuns(bench().sql, 3);
    await transport.publisher.publish(hints);
    await ready;
    await expect(source.claim(PLENTY)).rejects.toThrow('the database is down');
    expect(sortedIds(await claimRuns(source, 3))).toEqual(hintedIds(hints));
  });
}

function describeFailures({ bench, open, openSource }: Context): void {
  test(
    'publishing fails while the carrier is down and works again when it is back',
    async () => {
      const transport = await open();
      const source = await openSource(transport);
      const hints = await addRuns(bench().sql, 2);
      bench().proxy.cut();
      await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
      await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
      bench().proxy.heal();
      await eventually(() => transport.publisher.publish(hints), RECOVERY);
      expect(sortedIds(await claimRuns(source, 2))).toEqual(hintedIds(hints));
    },
    RECOVERY_TEST_MS,
  );

  test('publishing into a dead connection fails in time', async () => {
    const transport = await open();
    bench().proxy.blackhole();
    const hints = await addRuns(bench().sql, 1);
    await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
  });

  for (const fault of ['cut', 'blackhole'] as const) {
    test(
      `a worker gets new runs after a ${fault}`,
      async () => {
        const transport = await open();
        const source = await openSource(transport);
        bench().proxy[fault]();
        await eventually(() => expect(source.isConnected()).toBe(false), RECOVERY);
        bench().proxy.heal();
        const hints = await addRuns(bench().sql, 5);
        await eventually(() => transport.publisher.publish(hints), RECOVERY);
        expect(sortedIds(await claimRuns(source, 5))).toEqual(hintedIds(hints));
      },
      RECOVERY_TEST_MS,
    );
  }

  test('an unknown lane has no backlog', async () => {
    const transport = await open();
    expect(await transport.publisher.backlog({ queue: 'never-used', band: 0 })).toBe(0);
  });

  test(
    'a transport opens while its carrier is down and connects when it is back',
    async () => {
      bench().proxy.cut();
      const opening = open();
      bench().proxy.heal();
      const transport = await opening;
      const hints = await addRuns(bench().sql, 1);
      await eventually(() => transport.publisher.publish(hints), RECOVERY);
    },
    RECOVERY_TEST_MS,
  );
}

function describeEvents({ bench, open }: Context): void {
  const collect = (transport: Transport) => {
    const events: LiveEvent[] = [];
    const stop = transport.events.subscribe((batch) => events.push(...batch));
    return { events, stop };
  };
  const queueEvent = (queue: string): LiveEvent => ({ kind: 'queue', queue });

  test('live events reach every subscriber of every process, until it stops listening', async () => {
    const [one, two] = [await open(), await open()];
    const subscribers = [collect(one), collect(one), collect(two)];
    await eventually(() => {
      one.events.publish([queueEvent('a')]);
      for (const { events } of subscribers) expect(events).toContainEqual(queueEvent('a'));
    });
    subscribers[0]?.stop();
    two.events.publish([queueEvent('b')]);
    await eventually(() => {
      expect(subscribers[1]?.events).toContainEqual(queueEvent('b'));
      expect(subscribers[2]?.events).toContainEqual(queueEvent('b'));
    });
    expect(subscribers[0]?.events).not.toContainEqual(queueEvent('b'));
  });

  test(
    'a subscriber is told that it may have missed events when the carrier was down',
    async () => {
      const transport = await open();
      const { events } = collect(transport);
      await eventually(() => {
        transport.events.publish([queueEvent('a')]);
        expect(events).toContainEqual(queueEvent('a'));
      });
      bench().proxy.cut();
      transport.events.publish([queueEvent('lost')]);
      bench().proxy.heal();
      await eventually(() => expect(events).toContainEqual({ kind: 'gap' }), RECOVERY);
      await eventually(() => {
        transport.events.publish([queueEvent('b')]);
        expect(events).toContainEqual(queueEvent('b'));
      }, RECOVERY);
    },
    RECOVERY_TEST_MS,
  );

  test('a flood of events is told in full, cut short or as a gap, and never blocks', async () => {
    const transport = await open();
    const { events } = collect(transport);
    await eventually(() => {
      transport.events.publish([queueEvent('a')]);
      expect(events).toContainEqual(queueEvent('a'));
    });
    const flood = Array.from({ length: 900 }, (_, n) => queueEvent(`queue-${n}`));
    transport.events.publish([queueEvent('first')]);
    transport.events.publish(flood);
    await eventually(() => expect(events).toContainEqual(queueEvent('queue-899')));
    transport.events.publish([queueEvent('second')]);
    transport.events.publish([...flood, ...flood.map((_, n) => queueEvent(`other-${n}`))]);
    await eventually(() => expect(events).toContainEqual({ kind: 'gap' }));
  });
}
