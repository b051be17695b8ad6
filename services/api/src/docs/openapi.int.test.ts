import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { compileSchema } from '@fbrain/adapters/json-schema/compile-schema';
import { appendRunLogs } from '@fbrain/adapters/postgres/run-log-store';
import { foldTallies } from '@fbrain/adapters/postgres/stat-fold-store';
import { registerWorker, setWorkerTasks } from '@fbrain/adapters/postgres/worker-store';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  parameters?: { name: string; in: string; description: string }[];
  security?: unknown[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { description: string; content: Record<string, { schema: { $ref?: string } }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

let api: TestApi;
let document: Document;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
  document = (await api.call('GET', '/docs/json')).body;
});
afterAll(() => api.stop());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Checks an answer against the schema that the document gives for it. */
function expectDocumented(operationId: string, status: number, body: unknown): void {
  const operation = operations().find((candidate) => candidate.operation.operationId === operationId)?.operation;
  const content = operation?.responses[status]?.content ?? {};
  const schema = Object.values(content)[0]?.schema;
  if (!schema) throw new Error(`${operationId} does not document status ${status}`);
  const validate = compileSchema({ ...schema, components: document.components } as never);
  expect({ operationId, faults: validate(body) }).toEqual({ operationId, faults: [] });
}

describe('the OpenAPI document', () => {
  test('passes a strict linter', async () => {
    const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-ambiguous-paths': 'error' } });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual(
      [],
    );
  });

  test('every route has an id, a tag, words and described answers; only JSON is taken', () => {
    expect(operations().length).toBeGreaterThanOrEqual(17);
    for (const { operation } of operations()) {
      expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
      expect(operation.tags).toHaveLength(1);
      expect(operation.summary).not.toBeEmpty();
      expect(Object.keys(operation.requestBody?.content ?? { 'application/json': 1 })).toEqual(['application/json']);
      for (const parameter of operation.parameters ?? []) expect(parameter.description).not.toBeEmpty();
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(response.description).not.toBeEmpty();
        // The one error status whose answer is no error: it lists what is missing.
        const isProblem = Number(status) >= 400 && !(operation.operationId === 'getReadiness' && status === '503');
        expect(Object.keys(response.content)[0] === 'application/problem+json').toBe(isProblem);
      }
    }
  });
});

test('parameters of the path, the query and the header are all in it', () => {
  const parametersOf = (id: string) =>
    operations()
      .find(({ operation }) => operation.operationId === id)
      ?.operation.parameters?.map(({ name }) => name);
  expect(parametersOf('createRun')).toEqual(['wait', 'Idempotency-Key']);
  expect(parametersOf('listRunLogs')).toEqual(['id', 'after', 'limit', 'follow']);
});

async function expectSchedulesDocumented(): Promise<void> {
  const schedules = '/api/v1/schedules';
  const request = { name: 'nightly', task: 'demo.noop', cron: '@daily' };
  expectDocumented('createSchedule', 201, (await api.call('POST', schedules, request)).body);
  expectDocumented('createSchedule', 200, (await api.call('POST', schedules, request)).body);
  expectDocumented('fireSchedule', 202, (await api.call('POST', `${schedules}/nightly/fire`)).body);
  const patched = await api.call('PATCH', `${schedules}/nightly`, { jitter: '1m' });
  expectDocumented('changeSchedule', 200, patched.body);
  const imported = { format: 'crontab', text: '@daily noop', targets: { noop: { task: 'demo.noop' } } };
  expectDocumented('importSchedules', 201, (await api.call('POST', `${schedules}/import`, imported)).body);
  expectDocumented('importSchedules', 200, (await api.call('POST', `${schedules}/import`, imported)).body);
  for (const [operationId, method, path] of [
    ['listSchedules', 'GET', ''],
    ['previewSchedule', 'GET', '/preview?cron=@daily'],
    ['listUpcomingSlots', 'GET', '/upcoming'],
    ['getSchedule', 'GET', '/nightly'],
    ['pauseSchedule', 'POST', '/nightly/pause'],
    ['resumeSchedule', 'POST', '/nightly/resume'],
    ['listScheduleSlots', 'GET', '/nightly/slots'],
    ['deleteSchedule', 'DELETE', '/nightly'],
  ] as const) {
    expectDocumented(operationId, 200, (await api.call(method, schedules + path)).body);
  }
  expectDocumented('getSchedule', 404, (await api.call('GET', `${schedules}/nightly`)).body);
}

async function expectSecretsDocumented(): Promise<void> {
  const secret = await api.call('PUT', '/api/v1/secrets/smtp', { value: 'correct-horse' });
  expectDocumented('putSecret', 201, secret.body);
  for (const [operationId, method, path] of [
    ['listSecrets', 'GET', ''],
    ['getSecret', 'GET', '/smtp'],
    ['deleteSecret', 'DELETE', '/smtp'],
  ] as const) {
    expectDocumented(operationId, 200, (await api.call(method, `/api/v1/secrets${path}`)).body);
  }
}

describe('every route', () => {
  test('needs a credential, unless it says that it does not', async () => {
    for (const { path, method, operation } of operations()) {
      const answer = await api.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), undefined, {
        authorization: '',
      });
      const isProtected = operation.security === undefined;
      expect(isProtected || !path.startsWith('/api/') || operation.tags[0] === 'Access').toBe(true);
      expect({ path, method, isRefused: answer.status === 401 }).toEqual({ path, method, isRefused: isProtected });
      if (isProtected) expectDocumented(operation.operationId, 401, answer.body);
    }
  });

  test('answers as documented', async () => {
    const { body: run } = await api.call('POST', '/api/v1/runs', { task: 'demo.noop', input: { n: 1 } });
    expectDocumented('createRun', 202, run);
    await appendRunLogs(api.sql, [
      { runId: run.id, attempt: 1, atMs: Date.now(), level: 'warn', message: 'line', fieldsJson: '{"a":1}' },
    ]);
    const workerId = Bun.randomUUIDv7();
    await registerWorker(api.sql, {
      id: workerId,
      name: 'w',
      version: '1',
      host: 'h',
      pid: 1,
      queues: ['*'],
      slots: 1,
      processSlots: 1,
      leaseMs: 60_000,
    });
    await setWorkerTasks(api.sql, workerId, ['demo.noop'], [{ source: 'broken.ts', message: 'does not compile' }]);
    const answers: [string, string, string][] = [
      ['getRun', 'GET', `/api/v1/runs/${run.id}`],
      ['listRuns', 'GET', '/api/v1/runs'],
      ['countRuns', 'GET', '/api/v1/runs/count'],
      ['listBulkActions', 'GET', '/api/v1/bulk-actions'],
      ['explainRun', 'GET', `/api/v1/runs/${run.id}/why`],
      ['listAttempts', 'GET', `/api/v1/runs/${run.id}/attempts`],
      ['listRunLogs', 'GET', `/api/v1/runs/${run.id}/logs`],
      ['cancelRun', 'POST', `/api/v1/runs/${run.id}/cancel`],
      ['listTasks', 'GET', '/api/v1/tasks'],
      ['getTask', 'GET', '/api/v1/tasks/demo.noop'],
      ['listQueues', 'GET', '/api/v1/queues'],
      ['pauseQueue', 'POST', '/api/v1/queues/default/pause'],
      ['resumeQueue', 'POST', '/api/v1/queues/default/resume'],
      ['listWorkers', 'GET', '/api/v1/workers'],
      ['getHealth', 'GET', '/healthz'],
      ['getReadiness', 'GET', '/readyz'],
      ['getMetrics', 'GET', '/metrics'],
    ];
    for (const [operationId, method, path] of answers) {
      expectDocumented(operationId, 200, (await api.call(method, path)).body);
    }
    await expectSchedulesDocumented();
    await expectSecretsDocumented();
    const replay = await api.call('POST', `/api/v1/runs/${run.id}/replay`);
    expectDocumented('replayRun', 202, replay.body);
    const batch = await api.call('POST', '/api/v1/runs/batch', { runs: [{ task: 'demo.noop' }] });
    expectDocumented('createRunBatch', 202, batch.body);
  });

  test('documents its problems', async () => {
    const missing = '/api/v1/runs/019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33';
    expectDocumented('getRun', 404, (await api.call('GET', missing)).body);
    expectDocumented('createRun', 422, (await api.call('POST', '/api/v1/runs', {})).body);
    expectDocumented('createRun', 404, (await api.call('POST', '/api/v1/runs', { task: 'nothing' })).body);
  });
});

test('every route with a body refuses one that is too large', async () => {
  const tooLarge = `{"a":"${'x'.repeat(2 ** 20)}"}`;
  const withBody = operations().filter(({ operation }) => operation.requestBody);
  expect(withBody.length).toBeGreaterThanOrEqual(17);
  for (const { path, method, operation } of withBody) {
    const answer = await api.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'), tooLarge, {
      'x-f-brain': '1',
    });
    expect({ path, method, status: answer.status }).toEqual({ path, method, status: 413 });
    expectDocumented(operation.operationId, 413, answer.body);
  }
});

test('bulk actions answer as documented', async () => {
  const bulk = { action: 'cancel', filter: { task: 'demo.noop' } };
  const preview = await api.call('POST', '/api/v1/runs/actions', { ...bulk, dryRun: true });
  expectDocumented('createBulkAction', 200, preview.body);
  const { body: action } = await api.call('POST', '/api/v1/runs/actions', bulk);
  expectDocumented('createBulkAction', 202, action);
  expectDocumented('getBulkAction', 200, (await api.call('GET', `/api/v1/bulk-actions/${action.id}`)).body);
  const stopped = await api.call('POST', `/api/v1/bulk-actions/${action.id}/cancel`);
  expectDocumented('cancelBulkAction', 200, stopped.body);
});

test('statistics, the overview and errors answer as documented', async () => {
  await api.sql`
    insert into fbrain.run_tally (task, queue, state, started_at, bucket, runs, duration_ms, wait_ms, fingerprint, run_id, error)
    values ('demo.noop', 'default', 'failed', now(), 9, 6, 400, 80, 'f00d', ${crypto.randomUUID()}, '{"kind":"crash","message":"x"}')`;
  await foldTallies(api.sql);
  for (const [operationId, path] of [
    ['getStats', '/stats'],
    ['listTaskStats', '/stats/tasks'],
    ['getOverview', '/overview'],
    ['listErrors', '/errors'],
    ['getError', '/errors/f00d'],
    ['getTask', '/tasks/demo.noop'],
  ] as const) {
    const { status, body } = await api.call('GET', `/api/v1${path}`);
    expect([operationId, status]).toEqual([operationId, 200]);
    expectDocumented(operationId, 200, body);
  }
});

describe('the documentation page', () => {
  test('works without the internet and without inline scripts', async () => {
    const page = await api.call('GET', '/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const links = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(2);
    expect(page.body).not.toMatch(/<script>|https?:/);
    for (const link of links) expect((await api.call('GET', link)).status).toBe(200);
  });
});

test('the runbook has an anchor for each alert, and no link that leads out of it', async () => {
  const { status, body } = await api.call('GET', '/docs/runbook');
  expect(status).toBe(200);
  expect(body).toContain('<h2 id="FbrainQueueStuck">FbrainQueueStuck</h2>');
  expect(body.match(/<a href="[^#]/)).toBeNull();
});

describe('metrics', () => {
  test('requests are counted by route pattern, runs by task', async () => {
    await api.call('POST', '/api/v1/runs', { task: 'report.build', input: { month: '2026-11' } });
    await api.call('POST', '/api/v1/runs?wait=1ms', { task: 'demo.noop' });
    const { body } = await api.call('GET', '/metrics');
    expect(body).toContain('{route="/api/v1/runs?wait",method="POST",status="202"} 1');
    expect(body).toMatch(
      /fbrain_http_request_duration_seconds_count\{route="\/api\/v1\/runs\/:id",method="GET",status="200"\} \d/,
    );
    expect(body).toContain('fbrain_runs_enqueued_total{task="report.build",queue="default"} 1');
    expect(body).toContain('fbrain_transport_connected 1');
    expect((await api.call('GET', '/metrics?scope=cluster')).body).not.toContain('fbrain_transport_connected');
    expect((await api.call('GET', '/metrics?scope=all')).status).toBe(422);
  });
});
