import { afterEach, describe, expect, test } from 'bun:test';
import { parseAllowList } from '@fbrain/adapters/http-sender/allow-list';
import { createHttpSender } from '@fbrain/adapters/http-sender/http-sender';
import { passingTracer } from '@fbrain/adapters/tracing/tracer';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { Webhook } from 'standardwebhooks';
import { hostRun } from '../task-host/test-host.ts';
import { readHttpTask } from './read-http-task.ts';
import { type HttpCall, startHttpCall } from './start-http-call.ts';

const opened: { stop(isAbrupt: boolean): Promise<void> }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) void server.stop(true);
});

function serve(respond: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: respond });
  opened.push(server);
  return server.url.href;
}

interface Started {
  call: HttpCall;
  result: Promise<AttemptResult>;
}

const RUN_ID = '019ab000-0000-7000-8000-000000000001';

/** Calls a URL as one attempt of a run, with loopback allowed unless `allow` says otherwise. */
function start(
  http: object,
  { input = { n: 1 } as unknown, env = {}, fields = {}, attempt = 2, allow = '127.0.0.1' } = {},
): Started {
  const task = readHttpTask('a.task.json', { name: 'a', http, ...fields }, env);
  const { promise, resolve } = Promise.withResolvers<AttemptResult>();
  const call = startHttpCall(hostRun('a', input, { runId: RUN_ID, attempt }), task, {
    sender: createHttpSender({ allow: parseAllowList(allow) }),
    clock: { now: () => Date.now() },
    tracer: passingTracer,
    outputLimitBytes: 100_000,
    onReport: ({ results: [end] }) => {
      if (end) resolve(end.result);
    },
  });
  return { call, result: promise };
}

describe('an http task', () => {
  test('sends the input in an envelope and takes the answer as its output', async () => {
    const url = serve(async (request) => Response.json({ got: await request.json(), method: request.method }));
    const { result } = start({ url, method: 'PUT' });
    const ended = await result;
    expect(ended.kind === 'succeeded' && JSON.parse(ended.outputJson)).toEqual({
      method: 'PUT',
      got: {
        type: 'run.execute',
        timestamp: '2026-11-22T10:00:00.000Z',
        data: { n: 1 },
        run: { id: RUN_ID, attempt: 2, task: 'a' },
      },
    });
  });

  test('is signed so that a receiver that knows either secret can tell, and sees the same id each time', async () => {
    const [old, next] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
    const ids: (string | null)[] = [];
    const url = serve(async (request) => {
      const headers = Object.fromEntries(request.headers);
      const body = await request.text();
      for (const secret of [old, next]) new Webhook(secret ?? '').verify(body, headers);
      ids.push(request.headers.get('webhook-id'));
      return new Response(null, { status: 204 });
    });
    const options = { env: { SECRETS: `${next} ${old}` } };
    expect(await start({ url, secretEnv: 'SECRETS' }, { ...options, attempt: 1 }).result).toMatchObject({
      kind: 'succeeded',
    });
    expect(await start({ url, secretEnv: 'SECRETS' }, { ...options, attempt: 2 }).result).toMatchObject({
      kind: 'succeeded',
    });
    expect(ids).toEqual([RUN_ID, RUN_ID]);
  });

  test('with GET sends no body', async () => {
    const url = serve(async (request) =>
      Response.json([request.method, await request.text(), request.headers.get('content-type')]),
    );
    expect(await start({ url, method: 'GET' }).result).toEqual({ kind: 'succeeded', outputJson: '["GET","",null]' });
  });

  test('is not sent with an input that breaks its schema', async () => {
    const url = serve(() => new Response('called'));
    const { result } = start({ url }, { fields: { inputSchema: { type: 'string' } } });
    expect(await result).toMatchObject({ error: { kind: 'invalid-input' } });
  });
});

describe('an http task fails', () => {
  test('for good where it may not go', async () => {
    const url = serve(() => new Response('internal'));
    expect(await start({ url }, { allow: '' }).result).toMatchObject({
      error: { kind: 'permanent', message: expect.stringContaining('127.0.0.1 is not public (loopback)') },
    });
    const redirecting = serve(() => Response.redirect('http://169.254.169.254/latest/meta-data/', 307));
    expect(await start({ url: redirecting }).result).toMatchObject({
      error: { kind: 'permanent', message: expect.stringContaining('169.254.169.254 is not public (link-local)') },
    });
  });

  test('for now when nobody answers', async () => {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
    const url = server.url.href;
    await server.stop(true);
    expect(await start({ url }).result).toMatchObject({
      error: { kind: 'exception', message: expect.stringMatching(/^POST http:.* got no answer: .*ECONNREFUSED/) },
    });
  });

  test('for now, and waits, when the server says so', async () => {
    const url = serve(() => new Response('busy', { status: 503, headers: { 'retry-after': '30' } }));
    expect(await start({ url }).result).toMatchObject({ error: { kind: 'exception' }, retryAfterMs: 30_000 });
  });

  test('when the answer is over the output limit', async () => {
    const url = serve(() => new Response('x'.repeat(5_000_000)));
    expect(await start({ url }).result).toMatchObject({
      error: { kind: 'invalid-output', message: expect.stringContaining('limit of 100000 bytes') },
    });
  });

  test('at once when it is aborted, and the server sees the connection close', async () => {
    const reached = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const url = serve((request) => {
      request.signal.addEventListener('abort', () => closed.resolve());
      reached.resolve();
      return new Promise<Response>(() => {});
    });
    const { call, result } = start({ url });
    await reached.promise;
    call.abort();
    expect(await result).toMatchObject({ kind: 'failed' });
    await closed.promise;
  });
});
