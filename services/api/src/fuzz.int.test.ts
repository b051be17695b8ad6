import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type FuzzRequest, operationsOf, requestFor } from '@fbrain/testing/fuzz/generate-request';
import { type RowWatch, watchRows } from '@fbrain/testing/fuzz/row-watch';
import { type Random, seededRandom } from '@fbrain/testing/random';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { testEnvironment } from '@fbrain/testing/test-environment';
import { startTestApi, type TestApi, TOKEN } from '../testing/start-test-api.ts';

const REQUESTS = Number(testEnvironment.fuzzRequests ?? 1_750);
const SEED = Number(testEnvironment.fuzzSeed ?? Math.floor(Math.random() * 2 ** 32));
/** No honest request takes as long, on a busy machine either. */
const HANG_MS = 60_000;

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase(), { bodyLimit: 100_000 });
});
afterAll(() => api.stop());

/** Its status; 0 = it did not answer. Streams are left as soon as they begin. */
async function send({ method, path, headers, body }: FuzzRequest): Promise<{ status: number; text: string }> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), HANG_MS);
  try {
    const answer = await fetch(api.url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      signal: aborter.signal,
      ...(body === undefined ? {} : { body }),
    });
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const text = isStream ? '' : await answer.text();
    return { status: answer.status, text };
  } catch (error) {
    return { status: 0, text: String(error) };
  } finally {
    clearTimeout(timer);
    aborter.abort();
  }
}

/** What a request must not have done. Counts its status. */
async function faultOf(request: FuzzRequest, rows: RowWatch, statuses: Map<number, number>): Promise<string | null> {
  const { status, text } = await send(request);
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const changed = await rows.look();
  if (status === 0 || status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
  if (status >= 400 && Object.keys(changed).length > 0)
    return `answered ${status} and wrote ${JSON.stringify(changed)}`;
  return null;
}

/** Things that are there, so that requests get beyond 404. */
async function knownIds(): Promise<string[]> {
  const { body } = await api.call('POST', '/api/v1/runs', { task: 'report.build', input: { month: '2026-11' } });
  await api.call('POST', '/api/v1/schedules', { name: 'fuzz', task: 'demo.noop', every: '1h' });
  await api.call('PUT', '/api/v1/secrets/fuzz', { value: 'correct-horse' });
  return [body.id, 'fuzz', 'default', 'demo.noop', 'report.build'];
}

/** Hashes of passwords would take most of the time, and who may do what matters little to a token that may all. */
const isSlow = ({ path }: { path: string }): boolean => /session|setup|password|users/.test(path);

test(
  `no request breaks the API (seed ${SEED})`,
  async () => {
    const random: Random = seededRandom(SEED);
    const ids = await knownIds();
    const operations = operationsOf((await api.call('GET', '/docs/json')).body);
    const rows = await watchRows(api.sql);
    const faults: string[] = [];
    const seen = new Set<string>();
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < REQUESTS && faults.length < 10; ) {
      const operation = random.pick(operations);
      if (isSlow(operation) && random.chance(0.9)) continue;
      sent++;
      const request = requestFor(operation, random, ids);
      seen.add(request.operationId);
      const fault = await faultOf(request, rows, statuses);
      if (fault)
        faults.push(
          `${request.method} ${request.path.slice(0, 300)} ${fault}\n${JSON.stringify(request).slice(0, 1_500)}`,
        );
    }
    expect(faults.join('\n\n')).toBe('');
    const answers = [...statuses].toSorted().map(([status, count]) => `${status} × ${count}`);
    process.stdout.write(`${REQUESTS} requests to ${seen.size} operations, seed ${SEED}: ${answers.join(', ')}\n`);
    const unseen = operations.filter((operation) => !isSlow(operation) && !seen.has(operation.operationId));
    if (REQUESTS >= 1_750) expect(unseen).toEqual([]);
    expect((await api.call('GET', '/readyz')).status).toBe(200);
  },
  60_000 + REQUESTS * 20,
);
