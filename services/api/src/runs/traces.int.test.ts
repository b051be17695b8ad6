import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const TRACE = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'rojo=1' };
const start = async (headers: Record<string, string> = {}) =>
  (await api.call('POST', '/api/v1/runs', { task: 'demo.noop' }, headers)).body;
const contextOf = async (id: string) => (await api.sql`select trace_context from fbrain.run where id = ${id}`)[0];

test('a run, and every run of a batch, keeps the trace of its request without any tracing set up', async () => {
  const run = await start(TRACE);
  expect(run.traceparent).toBe(TRACE.traceparent);
  expect(await contextOf(run.id)).toEqual({ traceContext: `${TRACE.traceparent} rojo=1` });
  const batch = { runs: [{ task: 'demo.noop' }, { task: 'demo.noop' }] };
  const { body } = await api.call('POST', '/api/v1/runs/batch', batch, TRACE);
  for (const id of body.ids) {
    expect((await api.call('GET', `/api/v1/runs/${id}`)).body.traceparent).toBe(TRACE.traceparent);
  }
});

test('a run without a trace, or with one that is none, has none', async () => {
  expect((await start()).traceparent).toBeNull();
  expect((await start({ traceparent: 'nonsense' })).traceparent).toBeNull();
});

test('a replay stays in the trace of its original unless its own request has one', async () => {
  const { id } = await start(TRACE);
  const replay = (headers: Record<string, string> = {}) => api.call('POST', `/api/v1/runs/${id}/replay`, {}, headers);
  expect((await replay()).body.traceparent).toBe(TRACE.traceparent);
  const other = '00-aaf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
  expect((await replay({ traceparent: other })).body.traceparent).toBe(other);
});

test('a key stands for the run whatever trace asks for it', async () => {
  const first = await start({ ...TRACE, 'idempotency-key': 'traced' });
  const again = await start({ 'idempotency-key': 'traced' });
  expect(again.id).toBe(first.id);
});
