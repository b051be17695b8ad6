import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '@fbrain/core/run/run';
import { eventually } from '@fbrain/testing/eventually';
import { addProgram, addTask, untilTask } from '../system/add-task.ts';
import { describeSystem, type Tools } from '../system/describe-system.ts';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const PARENT_TASK = `
import { task } from 'f-brain';
export default task({
  name: 'trace.parent',
  retry: { maxAttempts: 2, backoff: { kind: 'fixed', initial: '1ms' } },
  async run(_, ctx) {
    if (ctx.attempt === 1) throw new Error('not yet');
    const program = await ctx.enqueue('trace.program', {});
    const call = await ctx.enqueue('trace.call', {});
    return { traceparent: ctx.traceparent, program: program.id, call: call.id };
  },
});`;

interface Traced extends Tools {
  receiver: OtlpReceiver;
  /** Asks an API that records traces. */
  post(path: string, body: object, headers?: Record<string, string>): Promise<Run>;
  named(traceId: string, name: string): ReceivedSpan[];
}

/** An API and a worker that record traces, three tasks, and what receives their spans. */
function setup(tools: Tools): Traced {
  const { system } = tools;
  const receiver = startOtlpReceiver({ 'x-tenant': 'a b' });
  const service = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => Response.json({ traceparent: request.headers.get('traceparent') }),
  });
  let apiUrl = '';
  beforeAll(async () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b',
      LOG_LEVEL: 'debug',
    };
    apiUrl = (await system().startApi(env)).url;
    await system().startWorker({ ...env, OTEL_SERVICE_NAME: 'my-worker', HTTP_ALLOW: '127.0.0.1' });
    await addTask(system(), 'trace.parent', 'trace.ts', PARENT_TASK);
    await addProgram(system(), 'trace.program', `printf '{"traceparent":"%s"}' "$TRACEPARENT"`);
    const manifest = { name: 'trace.call', http: { url: service.url.href } };
    await writeFile(join(system().tasksDir, 'call.task.json'), JSON.stringify(manifest));
    await untilTask(system(), 'trace.call');
  });
  afterAll(async () => {
    await service.stop(true);
    await receiver.stop();
  });
  return {
    ...tools,
    receiver,
    named: (traceId, name) => receiver.traceOf(traceId).get(name) ?? [],
    async post(path, body, headers = {}) {
      const answer = await fetch(`${apiUrl}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${system().token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Run;
    },
  };
}

const only = (spans: readonly ReceivedSpan[]): ReceivedSpan => {
  if (spans.length !== 1 || !spans[0]) throw new Error(`${spans.length} spans instead of one`);
  return spans[0];
};

for (const transport of ['rabbitmq', 'postgres'] as const) {
  describeSystem('a trace', { transport, worker: null }, (tools) => {
    const traced = setup(tools);
    testCauses(traced);
    testReplay(traced);
    testPassing(traced);
    testLogs(traced);
  });
}

function testCauses({ system, post, named, receiver }: Traced): void {
  test('goes from the request over retries to the attempts of child runs, each span below its cause', async () => {
    const run = await post(
      '/runs',
      { task: 'trace.parent' },
      {
        traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`,
        tracestate: 'rojo=1',
        'x-request-id': 'traced-request',
      },
    );
    expect(run.traceparent).toStartWith(`00-${CALLER.traceId}-`);
    const ended = await system().client.wait(run, { timeout: '60s' });
    expect(ended).toMatchObject({ state: 'succeeded', attempt: 2 });
    const output = ended.output as { traceparent: string; program: string; call: string };
    const [program, call] = await Promise.all(
      [output.program, output.call].map((id) => system().client.wait(id, { timeout: '60s' })),
    );
    await eventually(() => expect(named(CALLER.traceId, 'run trace.call')).toHaveLength(1));
    await eventually(() => expect(named(CALLER.traceId, 'run trace.program')).toHaveLength(1));
    await eventually(() => expect(named(CALLER.traceId, 'POST /api/v1/runs')).toHaveLength(1));

    const one = (name: string) => only(named(CALLER.traceId, name));
    const request = one('POST /api/v1/runs');
    expect(request).toMatchObject({ parentSpanId: CALLER.spanId, kind: 2, service: 'fbrain-api' });
    const enqueue = one('enqueue trace.parent');
    expect(enqueue).toMatchObject({ parentSpanId: request.spanId, kind: 4 });
    const attempts = named(CALLER.traceId, 'run trace.parent');
    expect(attempts.map((span) => [span.parentSpanId, span.isError, span.attributes['fbrain.attempt']])).toEqual([
      [enqueue.spanId, true, '1'],
      [enqueue.spanId, false, '2'],
    ]);
    expect(attempts[1]).toMatchObject({ kind: 5, service: 'my-worker', attributes: { 'fbrain.run_id': run.id } });
    expect(output.traceparent).toBe(`00-${CALLER.traceId}-${attempts[1]?.spanId}-01`);
    const waits = named(CALLER.traceId, 'wait in default').filter(
      (span) => span.attributes['fbrain.run_id'] === run.id,
    );
    expect(waits.map((span) => span.parentSpanId)).toEqual([enqueue.spanId, enqueue.spanId]);

    const childEnqueue = one('enqueue trace.program');
    expect(childEnqueue).toMatchObject({ parentSpanId: attempts[1]?.spanId ?? '', kind: 4, service: 'my-worker' });
    const child = one('run trace.program');
    expect(child.parentSpanId).toBe(childEnqueue.spanId);
    expect(program?.output).toEqual({ traceparent: `00-${CALLER.traceId}-${child.spanId}-01` });
    const httpCall = one('POST');
    expect(httpCall).toMatchObject({ parentSpanId: one('run trace.call').spanId, kind: 3 });
    expect(call?.output).toEqual({ traceparent: `00-${CALLER.traceId}-${httpCall.spanId}-01` });
    expect(receiver.faults).toEqual([]);
  });
}

function testReplay({ system, post, named }: Traced): void {
  test('is begun where there is none, and a replay is linked to what it repeats', async () => {
    const run = await post('/runs', { task: 'trace.program' });
    await system().client.wait(run, { timeout: '60s' });
    const [, traceId = '', spanId = ''] = run.traceparent?.split('-') ?? [];
    const replay = await post(`/runs/${run.id}/replay`, {});
    const [, replayTraceId = ''] = replay.traceparent?.split('-') ?? [];
    expect(replayTraceId).not.toBe(traceId);
    await eventually(() => expect(named(replayTraceId, 'enqueue trace.program')).toHaveLength(1));
    expect(only(named(replayTraceId, 'enqueue trace.program')).links).toEqual([{ traceId, spanId }]);
  });
}

function testPassing({ system }: Traced): void {
  test('that nobody records is passed on all the same', async () => {
    const answer = await fetch(`${system().apiUrl}/api/v1/runs?wait=30s`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system().token}`,
        'content-type': 'application/json',
        traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-00`,
      },
      body: JSON.stringify({ task: 'trace.program' }),
    });
    const { traceparent, output } = (await answer.json()) as Run;
    expect(traceparent).toBe(`00-${CALLER.traceId}-${CALLER.spanId}-00`);
    expect(output).toEqual({ traceparent });
  });
}

function testLogs({ system, post }: Traced): void {
  test('and the logs of all services name it together with the request and the run', async () => {
    const traceId = 'aaf92f3577b34da6a3ce929d0e0e4736';
    const run = await post(
      '/runs?wait=30s',
      { task: 'trace.parent' },
      {
        traceparent: `00-${traceId}-${CALLER.spanId}-01`,
        'x-request-id': 'logged-request',
      },
    );
    const lines = () =>
      readdirSync(system().dir)
        .filter((name) => name.endsWith('.log'))
        .flatMap((name) => readFileSync(join(system().dir, name), 'utf8').trim().split('\n'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const expected = [
      { service: 'api', message: 'request', requestId: 'logged-request', runId: run.id, traceId },
      { service: 'worker', message: 'attempt started', runId: run.id, traceId, attempt: 1 },
      { service: 'worker', message: 'attempt failed', runId: run.id, traceId, error: 'exception: not yet' },
      { service: 'worker', message: 'attempt succeeded', runId: run.id, traceId, attempt: 2 },
    ];
    for (const line of expected) await eventually(() => expect(lines()).toContainEqual(expect.objectContaining(line)));
  });
}
