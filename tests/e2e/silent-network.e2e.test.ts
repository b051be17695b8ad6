import { beforeAll, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { describeSystem, type SystemChoice } from './system/describe-system.ts';
import type { Running } from './system/system.ts';
import { untilState } from './system/until-state.ts';
import { startWaiting, writeWaitingTask } from './system/waiting-task.ts';

for (const transport of ['rabbitmq', 'postgres'] as const) {
  const links: TcpProxy[] = [];
  const proxied = async (url: string) => {
    const link = await openTcpProxy(url);
    links.push(link);
    return link.through(url);
  };
  const choice: SystemChoice = { transport, worker: null, databaseUrl: proxied, rabbitmqUrl: proxied };

  describeSystem('a network that forgets all connections without a word', choice, ({ system }) => {
    beforeAll(() => writeWaitingTask(system()));

    const untilReady = async (worker: Running) => {
      for (const url of [system().apiUrl, worker.url]) {
        await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
      }
    };

    test('is survived by API and worker, and no run is lost', async () => {
      const worker = await system().startWorker();
      const before = await startWaiting(system());
      for (const link of links) link.freeze();
      await before.letEnd();
      // Whoever asks meanwhile makes every pooled connection meet its end.
      const asked = await Promise.allSettled(Array.from({ length: 20 }, () => system().get('/runs')));
      expect(asked).toHaveLength(20);
      const after = await eventually(() => system().client.enqueue('demo.noop', {}));
      await untilReady(worker);
      await untilState(system(), after.id, 'succeeded');
      await untilState(system(), before.run.id, 'succeeded');
      await worker.end();
    });
  });
}
