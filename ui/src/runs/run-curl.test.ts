import { expect, test } from 'bun:test';
import { runCurl } from './run-curl.ts';

test('a shell hands the input of the command over unchanged', async () => {
  const body = { task: 'demo.echo', input: { text: `it's $HOME "quoted" \\n \`id\`` } };
  const command = runCurl('http://localhost:3000', body).replace(/^curl .*-d /s, 'printf %s ');
  const printed = await new Response(Bun.spawn(['sh', '-c', command]).stdout).text();
  expect(JSON.parse(printed)).toEqual(body);
});
