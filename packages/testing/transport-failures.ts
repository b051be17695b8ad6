import { expect, test } from 'bun:test';
import type { Transport } from '@fbrain/adapters/transport';
import type { LiveEvent } from '@fbrain/core/event/live-event';
import { TransportDown } from '@fbrain/core/transport/transport';
import { eventually } from './eventually.ts';
import { addRuns, claimRuns, hintedIds, sortedIds, type TransportContext } from './transport-bench.ts';

/** The carrier is down or dead, and comes back. */
export function describeFailures({ bench, open, openSource }: TransportContext): void {
  test('publishing fails while the carrier is down and works again when it is back', async () => {
    const transport = await open();
    const source = await openSource(transport);
    const hints = await addRuns(bench().sql, 2);
    bench().proxy.cut();
    await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
    await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
    bench().proxy.heal();
    await eventually(() => transport.publisher.publish(hints));
    expect(sortedIds(await claimRuns(source, 2))).toEqual(hintedIds(hints));
  });

  test('publishing into a dead connection fails in time', async () => {
    const transport = await open();
    bench().proxy.blackhole();
    const hints = await addRuns(bench().sql, 1);
    await expect(transport.publisher.publish(hints)).rejects.toBeInstanceOf(TransportDown);
  });

  for (const fault of ['cut', 'blackhole'] as const) {
    test(`a worker gets new runs after a ${fault}`, async () => {
      const transport = await open();
      const source = await openSource(transport);
      bench().proxy[fault]();
      await eventually(() => expect(source.isConnected()).toBe(false));
      bench().proxy.heal();
      const hints = await addRuns(bench().sql, 5);
      await eventually(() => transport.publisher.publish(hints));
      expect(sortedIds(await claimRuns(source, 5))).toEqual(hintedIds(hints));
    });
  }

  test('an unknown lane has no backlog', async () => {
    const transport = await open();
    expect(await transport.publisher.backlog({ queue: 'never-used', band: 0 })).toBe(0);
  });

  test('a transport opens while its carrier is down and connects when it is back', async () => {
    bench().proxy.cut();
    const opening = open();
    bench().proxy.heal();
    const transport = await opening;
    const hints = await addRuns(bench().sql, 1);
    await eventually(() => transport.publisher.publish(hints));
  });
}

export function describeEvents({ bench, open }: TransportContext): void {
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

  test('a subscriber is told that it may have missed events when the carrier was down', async () => {
    const transport = await open();
    const { events } = collect(transport);
    await eventually(() => {
      transport.events.publish([queueEvent('a')]);
      expect(events).toContainEqual(queueEvent('a'));
    });
    bench().proxy.cut();
    transport.events.publish([queueEvent('lost')]);
    bench().proxy.heal();
    await eventually(() => expect(events).toContainEqual({ kind: 'gap' }));
    await eventually(() => {
      transport.events.publish([queueEvent('b')]);
      expect(events).toContainEqual(queueEvent('b'));
    });
  });

  test('a flood of events is told in full, cut short or as a gap, and never blocks', async () => {
    const transport = await open();
    const { events } = collect(transport);
    await eventually(() => {
      transport.events.publish([queueEvent('a')]);
      expect(events).toContainEqual(queueEvent('a'));
    });
    const flood = Array.from({ length: 75 }, (_, n) => queueEvent(`queue-${n}`));
    transport.events.publish([queueEvent('first')]);
    transport.events.publish(flood);
    await eventually(() => expect(events).toContainEqual(queueEvent('queue-74')));
    transport.events.publish([queueEvent('second')]);
    transport.events.publish([...flood, ...flood.map((_, n) => queueEvent(`other-${n}`))]);
    await eventually(() => expect(events).toContainEqual({ kind: 'gap', ended: [] }));
  });
}
