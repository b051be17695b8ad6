import { afterAll, expect, test } from 'bun:test';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';

let network: TcpProxy | undefined;
const throughProxy = async (url: string) => {
  network = await openTcpProxy(url);
  return network.through(url);
};

describeSystem('while RabbitMQ cannot be reached', { rabbitmqUrl: throughProxy }, ({ system }) => {
  afterAll(() => network?.close());

  test('runs are accepted, and done when it is back', async () => {
    const { client } = system();
    const before = await client.enqueue('demo.noop', {});
    await untilState(system(), before.id, 'succeeded');

    network?.cut();
    const single = await client.enqueue('demo.noop', {});
    const batch = await client.enqueueMany(Array.from({ length: 200 }, () => ({ task: 'demo.noop' })));
    expect(new Set(batch).size).toBe(200);
    const cancelled = await client.enqueue('demo.sleep', { seconds: 60 });
    expect(await client.cancel(cancelled.id)).toMatchObject({ state: 'cancelled' });

    network?.heal();
    for (const id of [single.id, ...batch]) await untilState(system(), id, 'succeeded');
  });
});
