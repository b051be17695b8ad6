import { expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { required, testEnvironment } from '@fbrain/testing/test-environment';
import { describeSystem } from './system/describe-system.ts';
import { startNginx } from './system/nginx.ts';
import type { Running } from './system/system.ts';

/** Until it is told to stop. */
const LOAD = ['-t', '2', '-c', '32', '-d', '600s', '--timeout', '60s'];
/** Requests of one kind that a replica has to serve before it is replaced. */
const ENOUGH = 50;
/** Reads and writes in turn; a write has no Idempotency-Key, so that nobody may send it twice. */
const script = (token: string) => `
local turn = 0
local headers = { authorization = "Bearer ${token}", ["content-type"] = "application/json" }
request = function()
  turn = turn + 1
  if turn % 2 == 0 then return wrk.format("GET", "/api/v1/queues", headers) end
  return wrk.format("POST", "/api/v1/runs", headers, '{"task":"demo.noop","input":{}}')
end
done = function(summary)
  local e = summary.errors
  io.write(string.format("requests=%d connect=%d read=%d write=%d status=%d timeout=%d\\n",
    summary.requests, e.connect, e.read, e.write, e.status, e.timeout))
end`;

const TEMPLATE = join(import.meta.dir, '../../ops/nginx/templates/fbrain.conf');

interface ApiDocument {
  paths: Record<string, { post?: { parameters?: { name: string }[] } }>;
}

describeSystem('behind Nginx', { nginx: true }, ({ system }) => {
  test('exactly those writes may be sent again that take an Idempotency-Key', async () => {
    const [, pattern = ''] = /"~(.+)" keyed;/.exec(readFileSync(TEMPLATE, 'utf8')) ?? [];
    const document = (await (await fetch(`${system().url}/docs/json`)).json()) as ApiDocument;
    const posts = Object.entries(document.paths).filter(([, { post }]) => post);
    const keyed = posts.filter(([, { post }]) => post?.parameters?.some(({ name }) => /^idempotency-key$/i.test(name)));
    const repeated = posts.filter(([path]) => new RegExp(pattern).test(`POST ${path} key`));
    expect(repeated.map(([path]) => path)).toEqual(keyed.map(([path]) => path));
    expect(keyed.length).toBeGreaterThan(3);
  });

  test.skipIf(!testEnvironment.wrk)(
    'replicas of the API are replaced one by one under load, and no request fails',
    async () => {
      const replicas = [await system().startApi(), await system().startApi()];
      const nginx = await startNginx({
        dir: system().dir,
        apiUrls: replicas.map(({ url }) => url),
        uiDir: join(required('distDir'), 'ui'),
      });
      const file = join(system().dir, 'mixed.lua');
      writeFileSync(file, script(system().token));
      await using wrk = Bun.spawn([required('wrk'), ...LOAD, '-s', file, nginx.url], { stdout: 'pipe' });
      for (const replica of replicas) {
        await untilServing(replica);
        const { port } = new URL(replica.url);
        await replica.end('SIGTERM');
        expect(await replica.exited).toBe(0);
        await untilServing(await system().startApi({ API_PORT: port }));
      }
      wrk.kill('SIGINT');
      const report = await wrk.stdout.text();
      // 499: at the end wrk leaves without waiting for the last answers.
      const failures = nginx.requests().filter(({ status }) => Number(status) >= 400 && status !== 499);
      await nginx.close();
      expect(failures.slice(0, 3)).toEqual([]);
      expect(report).toContain('connect=0 read=0 write=0 status=0 timeout=0');
      expect(Number(/requests=(\d+)/.exec(report)?.[1])).toBeGreaterThan(4 * ENOUGH);
    },
  );
});

/** Waits until Nginx sends requests to it. */
const untilServing = ({ url }: Running): Promise<void> =>
  eventually(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const count = /^fbrain_http_request_duration_seconds_count\{.*route="\/api\/v1\/runs".* (\d+)$/m.exec(metrics);
    expect(Number(count?.[1] ?? 0)).toBeGreaterThan(ENOUGH);
  });
