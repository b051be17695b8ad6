import { beforeAll, expect, test } from 'bun:test';
import type { Attempt, Run } from '@fbrain/core/run/run';
import type { Worker } from '@fbrain/core/worker/worker';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';
import { untilState } from './system/until-state.ts';
import { startWaiting, writeWaitingTask } from './system/waiting-task.ts';

describeSystem('a worker', { worker: null }, ({ system }) => {
  beforeAll(() => writeWaitingTask(system()));
  const attempts = async (id: string) => (await system().get<{ items: Attempt[] }>(`/runs/${id}/attempts`)).items;

  test('that is stopped hands back its long run, and another worker finishes it', async () => {
    const first = await system().startWorker();
    const { run, letEnd } = await startWaiting(system());
    const second = await system().startWorker();
    await first.end('SIGTERM');
    await letEnd();
    const { workerId } = await untilState(system(), run.id, 'succeeded');
    expect(workerId).not.toBe(run.workerId);
    expect((await attempts(run.id)).map(({ state }) => state)).toEqual(['released', 'succeeded']);
    await second.end();
  });

  test('that is killed loses no run: another starts it again', async () => {
    const doomed = await system().startWorker();
    const { run, letEnd } = await startWaiting(system());
    const heir = await system().startWorker();
    await doomed.end('SIGKILL');
    await letEnd();
    expect(await untilState(system(), run.id, 'succeeded')).toMatchObject({ attempt: 2 });
    expect((await attempts(run.id))[0]).toMatchObject({ state: 'failed', error: { kind: 'lost' } });
    await heir.end();
  });

  test('that is drained ends what it has, takes nothing more, and stays until it is stopped', async () => {
    const drained = await system().startWorker({ STOP_GRACE: '60s' });
    const { run, letEnd } = await startWaiting(system());
    const headers = { authorization: `Bearer ${system().token}` };
    const asked = await fetch(`${system().apiUrl}/api/v1/workers/${run.workerId}/drain`, { method: 'POST', headers });
    expect(asked.status).toBe(202);
    const waiting = await system().client.enqueue('demo.noop', {});
    await letEnd();
    await untilState(system(), run.id, 'succeeded');
    const idle = { state: 'draining', busySlots: 0 };
    await eventually(async () => {
      const { items } = await system().get<{ items: Worker[] }>('/workers');
      expect(items.find(({ id }) => id === run.workerId)).toMatchObject(idle);
    });
    // The database keeps runs from it at once; the worker itself hears of it by the next pulse.
    await eventually(async () => expect((await fetch(`${drained.url}/readyz`)).status).toBe(503));
    expect((await fetch(`${drained.url}/healthz`)).status).toBe(200);
    expect(await system().get<Run>(`/runs/${waiting.id}`)).toMatchObject({ state: 'queued' });
    const heir = await system().startWorker();
    await untilState(system(), waiting.id, 'succeeded');
    await drained.end('SIGTERM');
    expect(await drained.exited).toBe(0);
    await heir.end();
  });

  test('that starts late does what was accepted before there was any worker', async () => {
    const { id } = await system().client.enqueue('demo.noop', {});
    expect(await system().get<Run>(`/runs/${id}`)).toMatchObject({ state: 'queued' });
    const late = await system().startWorker();
    await untilState(system(), id, 'succeeded');
    await late.end();
  });
});
