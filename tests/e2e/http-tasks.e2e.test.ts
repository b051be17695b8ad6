import { afterAll, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { untilTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ALLOWED = { HTTP_ALLOW: '127.0.0.1', TASK_ENV: 'E2E_SECRET', E2E_SECRET: SECRET };

/** Stands for a service elsewhere: answers jobs, is busy at first, or never answers. */
function startService() {
  const [opened, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/echo') return Response.json({ headers: request.headers, body: await request.json() });
      if (pathname === '/busy' && calls++ === 0)
        return new Response('', { status: 503, headers: { 'retry-after': '3' } });
      if (pathname === '/busy') return new Response('done');
      request.signal.addEventListener('abort', () => closed.resolve());
      opened.resolve();
      return new Promise<Response>(() => {});
    },
  });
  afterAll(() => server.stop(true));
  return { url: (path: string) => new URL(path, server.url).href, opened: opened.promise, closed: closed.promise };
}

describeSystem('an http task', { worker: ALLOWED }, ({ system }) => {
  const service = startService();
  const add = async (name: string, url: string) => {
    const manifest = { name, http: { url, secretEnv: 'E2E_SECRET' } };
    await writeFile(join(system().tasksDir, `${name}.task.json`), JSON.stringify(manifest));
    await untilTask(system(), name);
  };
  const finish = async (task: string) => {
    const run = await system().client.enqueue(task, { n: 1 }, { maxAttempts: 2 });
    return system().client.wait(run, { timeout: '60s' });
  };

  test('sends the input, signed, and has the answer as its output', async () => {
    await add('e2e.echo', service.url('/echo'));
    const run = await finish('e2e.echo');
    expect(run).toMatchObject({
      state: 'succeeded',
      output: {
        headers: { 'webhook-id': run.id, 'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/) },
        body: { data: { n: 1 }, run: { id: run.id, attempt: 1, task: 'e2e.echo' } },
      },
    });
  });

  test('that is told when to come back comes back then', async () => {
    await add('e2e.busy', service.url('/busy'));
    const run = await finish('e2e.busy');
    expect(run).toMatchObject({ state: 'succeeded', attempt: 2, output: 'done' });
    // The backoff alone would be about a second.
    expect(Date.parse(run.startedAt ?? '') - Date.parse(run.createdAt)).toBeGreaterThanOrEqual(3_000);
  });

  test('that is cancelled closes the connection', async () => {
    await add('e2e.hanging', service.url('/hanging'));
    const run = await system().client.enqueue('e2e.hanging', {});
    await service.opened;
    await system().client.cancel(run.id);
    await service.closed;
    expect(await system().client.wait(run, { timeout: '60s' })).toMatchObject({ state: 'cancelled' });
  });

  test('never reaches an address that the operator has not allowed', async () => {
    await add('e2e.metadata', 'http://2852039166/latest/meta-data/');
    expect(await finish('e2e.metadata')).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { kind: 'permanent', message: expect.stringContaining('169.254.169.254 is not public') },
    });
  });
});
