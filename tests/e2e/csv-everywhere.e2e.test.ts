import { expect, test } from 'bun:test';
import { join } from 'node:path';
import type { Run } from '@fbrain/core/run/run';
import { describeSystem } from './system/describe-system.ts';

/** Facts about samples/orders.csv that another program has counted. */
const FACTS = {
  rows: 200,
  raggedRows: 0,
  columns: expect.arrayContaining([
    expect.objectContaining({ name: 'order_id', type: 'integer', min: 10_001, max: 10_200, mean: 10_100.5 }),
    expect.objectContaining({ name: 'quantity', count: 200, nulls: 0, min: 1, max: 25, mean: 5.68 }),
    expect.objectContaining({ name: 'shipped_on', type: 'date', count: 156, nulls: 44, min: '2026-01-05' }),
    expect.objectContaining({ name: 'country', type: 'text', distinct: 8, distinctIsExact: true }),
  ]),
};

for (const transport of ['rabbitmq', 'postgres'] as const) {
  describeSystem('a CSV', { transport, browser: true }, ({ system, browser }) => {
    const sample = () => Bun.file(join(system().tasksDir, 'samples/orders.csv')).text();

    test('submitted by curl gives the right summary', async () => {
      const { apiUrl, token, dir } = system();
      const body = join(dir, 'body.json');
      await Bun.write(body, JSON.stringify({ task: 'csv.summarize', input: { csv: await sample() } }));
      const json = ['-H', 'content-type: application/json', '--data-binary', `@${body}`];
      const url = `${apiUrl}/api/v1/runs?wait=30s`;
      const { stdout } = Bun.spawnSync(['curl', '-sS', '-H', `authorization: Bearer ${token}`, ...json, url]);
      expect(JSON.parse(stdout.toString())).toMatchObject({ state: 'succeeded', output: FACTS });
    });

    test('submitted by the client library gives the right summary', async () => {
      const { client } = system();
      const run = await client.enqueue('csv.summarize', { csv: await sample() });
      expect(await client.wait(run, { timeout: '60s' })).toMatchObject({ state: 'succeeded', output: FACTS });
    });

    test('fetched from a URL gives the right summary', async () => {
      const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: async () => new Response(await sample()) });
      const { client } = system();
      const run = await client.enqueue('csv.summarize', { url: `${server.url}orders.csv` });
      expect(await client.wait(run, { timeout: '60s' })).toMatchObject({ state: 'succeeded', output: FACTS });
      await server.stop(true);
    });

    test('submitted by the form gives the right summary, in the API and on the page', async () => {
      const { page, open } = browser();
      await open('/tasks/csv.summarize');
      await page.getByLabel('CSV', { exact: true }).fill(await sample());
      await page.getByRole('button', { name: 'Start run' }).click();
      await page.waitForURL(/\/runs\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { level: 1 }).getByText('Succeeded').waitFor();
      await page.getByRole('tab', { name: 'Input and output' }).click();
      await page.getByText('rows: 200').waitFor();
      await page.getByRole('button', { name: 'Open or close 0' }).first().click();
      for (const line of ['name: "order_id"', 'type: "integer"', 'min: 10001', 'max: 10200', 'mean: 10100.5'])
        await page.getByText(line).waitFor();
      const id = new URL(page.url()).pathname.split('/').at(-1);
      expect(await system().get<Run>(`/runs/${id}`)).toMatchObject({ state: 'succeeded', output: FACTS });
    });
  });
}
