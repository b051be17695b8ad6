import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import { describeSystem } from './system/describe-system.ts';
import { startNginx } from './system/nginx.ts';
import type { Running } from './system/system.ts';

const SECONDS = 14;
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

describeSystem('behind Nginx', { nginx: true }, ({ system }) => {
  test('replicas of the API are replaced one by one under load, and no request fails', async () => {
    const replicas = [await system().startApi(), await system().startApi()];
    const nginx = await startNginx({
      dir: system().dir,
      apiUrls: replicas.map(({ url }) => url),
      uiDir: join(required('distDir'), 'ui'),
    });
    const file = join(system().dir, 'mixed.lua');
    writeFileSync(file, script(system().token));
    const command = [
      required('wrk'),
      '-t',
      '2',
      '-c',
      '32',
      '-d',
      `${SECONDS}s`,
      '--timeout',
      '10s',
      '-s',
      file,
      nginx.url,
    ];
    const wrk = Bun.spawn(command, { stdout: 'pipe' });
    for (const replica of replicas) {
      await untilServing(replica);
      const { port } = new URL(replica.url);
      await replica.end('SIGTERM');
      expect(await replica.exited).toBe(0);
      await untilServing(await system().startApi({ API_PORT: port }));
    }
    const report = await wrk.stdout.text();
    // 499: at the end wrk leaves without waiting for the last answers.
    const failures = nginx.requests().filter(({ status }) => Number(status) >= 400 && status !== 499);
    await nginx.close();
    expect(failures.slice(0, 3)).toEqual([]);
    expect(report).toContain('connect=0 read=0 write=0 status=0 timeout=0');
    expect(Number(/requests=(\d+)/.exec(report)?.[1])).toBeGreaterThan(1_000);
  }, 60_000);
});

/** Waits until Nginx sends requests to it. */
const untilServing = ({ url }: Running): Promise<void> =>
  eventually(
    async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const served = /^fbrain_http_request_duration_seconds_count\{.*route="\/api\/v1\/runs".* (\d+)$/m.exec(
        metrics,
      )?.[1];
      expect(Number(served ?? 0)).toBeGreaterThan(50);
    },
    { timeoutMs: 10_000 },
  );
