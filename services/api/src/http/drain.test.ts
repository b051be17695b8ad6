import { expect, test } from 'bun:test';
import { createDrain } from './drain.ts';

const TO_OTHERS = { 'x-fbrain-proxy': 'retries-502' };

function setup(options = { quietMs: 20, maxMs: 200 }) {
  const drain = createDrain(options);
  const handle = drain.guard(() => new Response('done'));
  const send = (path: string, headers = {}) => handle(new Request(`http://api${path}`, { method: 'POST', headers }));
  return { drain, send };
}

test('a replica that nobody has asked lately stops at once', async () => {
  const stopped = setup({ quietMs: 60_000, maxMs: 60_000 }).drain.run();
  expect(await Promise.race([stopped.then(() => 'stopped'), Bun.sleep(0)])).toBe('stopped');
});

test('a proxy that knows other replicas is sent there before anything is done, and told to close', async () => {
  const { drain, send } = setup();
  expect((await send('/api/v1/runs', TO_OTHERS)).status).toBe(200);
  const drained = drain.run();
  const refused = await send('/api/v1/runs', TO_OTHERS);
  expect([refused.status, refused.headers.get('connection')]).toEqual([502, 'close']);
  await drained;
});

test('whoever has nowhere else to go is served to the end, but for the question whether the replica is ready', async () => {
  const { drain, send } = setup();
  const drained = drain.run();
  const served = await send('/api/v1/runs');
  expect([served.status, await served.text(), served.headers.get('connection')]).toEqual([200, 'done', 'close']);
  const ready = await send('/readyz');
  expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'not-ready' }]);
  await drained;
});

test('it ends when no request has come for a moment, and at the latest after a while', async () => {
  for (const [name, options] of [
    ['quiet', { quietMs: 40, maxMs: 60_000 }],
    ['late', { quietMs: 60_000, maxMs: 40 }],
  ] as const) {
    const { drain, send } = setup(options);
    await send('/api/v1/runs');
    const startedAt = performance.now();
    await drain.run();
    expect(performance.now() - startedAt, name).toBeWithin(30, 50_000);
  }
});
