import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Transport } from '@fbrain/adapters/transport';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import type { ReadyHint, RunSource } from '@fbrain/core/transport/transport';
import { eventually } from './eventually.ts';
import {
  addClaimer,
  addRuns,
  claimRuns,
  hintedIds,
  PLENTY,
  sortedIds,
  type TransportBench,
  type TransportContext,
} from './transport-bench.ts';
import { describeEvents, describeFailures } from './transport-failures.ts';

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
      await eventually(() => expect(transport.publisher.isConnected()).toBe(true));
      return transport;
    };
    const openSource = async (transport: Transport, queues = ['default']) => {
      const source = transport.createSource(await addClaimer(bench.sql), PLENTY.limit);
      await source.serve(queues);
      await eventually(() => expect(source.isConnected()).toBe(true));
      return source;
    };
    const context = { bench: () => bench, open, openSource };
    describeClaiming(context);
    describeChoosing(context);
    describeSharing(context);
    describeProcesses(context);
    describeHandingBack(context);
    describeFailures(context);
    describeEvents(context);
  });
}

function describeClaiming({ bench, open, openSource }: TransportContext): void {
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

function describeChoosing({ bench, open, openSource }: TransportContext): void {
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

  test('expired runs keep no slot from others', async () => {
    const transport = await open();
    const expired = await addRuns(bench().sql, 5);
    await bench().sql`update fbrain.run set expires_at = now() - interval '1 hour'`;
    const hints = await addRuns(bench().sql, 2);
    await transport.publisher.publish([...expired, ...hints]);
    const source = await openSource(transport);
    expect(sortedIds(await claimRuns(source, 2, { limit: 2, processLimit: 0 }))).toEqual(hintedIds(hints));
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
}

function describeSharing({ bench, open, openSource }: TransportContext): void {
  test('a queue with a long backlog leaves another its share of the slots', async () => {
    const transport = await open();
    const many = await addRuns(bench().sql, 300, { queue: 'red' });
    const few = await addRuns(bench().sql, 20, { queue: 'tan' });
    await transport.publisher.publish(many);
    await transport.publisher.publish(few);
    const source = await openSource(transport, ['red', 'tan']);
    const claim = (limit: number, red: number, tan: number) =>
      claimRuns(source, limit, {
        limit,
        processLimit: 0,
        running: new Map([
          ['red', red],
          ['tan', tan],
        ]),
      });
    // Hints take a moment to arrive.
    let early = 0;
    while ((await claim(1, 100, 0))[0]?.queue === 'red') early++;
    expect(early).toBeLessThan(many.length / 2);
    const next = await claim(9, 10, 1);
    expect(next.filter(({ queue }) => queue === 'tan')).toHaveLength(9);
  });

  test('runs with limits start although many without keep waiting', async () => {
    const transport = await open();
    const many = await addRuns(bench().sql, 200, { queue: 'red' });
    const limited = await addRuns(bench().sql, 3, { queue: 'tan' });
    await bench().sql`update fbrain.queue set concurrency = 3 where name = 'tan'`;
    await transport.publisher.publish([...many, ...limited]);
    const source = await openSource(transport, ['red', 'tan']);
    let claimed: ClaimedRun[] = [];
    while (claimed.length < 100) claimed = [...claimed, ...(await claimRuns(source, 2, { limit: 2, processLimit: 0 }))];
    expect(sortedIds(claimed.filter(({ queue }) => queue === 'tan'))).toEqual(hintedIds(limited));
  });
}

function describeProcesses({ bench, open, openSource }: TransportContext): void {
  test('runs that wait for a process do not keep slots from others', async () => {
    const transport = await open();
    const first = await addRuns(bench().sql, 40, { task: 'demo.process' });
    const others = await addRuns(bench().sql, 10);
    await transport.publisher.publish([...first, ...others]);
    const source = await openSource(transport);
    const claimed = await claimRuns(source, 10, { limit: 1, processLimit: 0 });
    expect(sortedIds(claimed)).toEqual(hintedIds(others));
  });

  test('a worker whose processes are all busy goes on taking other work', async () => {
    const transport = await open();
    const source = await openSource(transport);
    const claimed: string[] = [];
    const claim = () => source.claim({ limit: 10, processLimit: 0 });
    source.onReady(() => void claim().then((runs) => claimed.push(...runs.map(({ id }) => id))));
    const early = await addRuns(bench().sql, 3);
    const held = await addRuns(bench().sql, 2, { task: 'demo.process' });
    await transport.publisher.publish([...early, ...held]);
    await eventually(() => expect(claimed.toSorted()).toEqual(hintedIds(early)));
    // Long enough to hand back what it does not get to.
    await Bun.sleep(600);
    const late = await addRuns(bench().sql, 1);
    await transport.publisher.publish(late);
    await eventually(() => expect(claimed.toSorted()).toEqual(hintedIds([...early, ...late])));
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

function describeHandingBack({ bench, open, openSource }: TransportContext): void {
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
    const failing: typeof claimer = {
      claimByIds: async (...call) => failOnce().then(() => claimer.claimByIds(...call)),
      claimNext: async (...call) => failOnce().then(() => claimer.claimNext(...call)),
    };
    const source = transport.createSource(failing, PLENTY.limit);
    const ready = new Promise<void>((resolve) => source.onReady(resolve));
    await source.serve(['default']);
    const hints = await addRuns(bench().sql, 3);
    await transport.publisher.publish(hints);
    await ready;
    await expect(source.claim(PLENTY)).rejects.toThrow('the database is down');
    expect(sortedIds(await claimRuns(source, 3))).toEqual(hintedIds(hints));
  });
}
