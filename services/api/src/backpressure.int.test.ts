import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerTasks } from '@fbrain/adapters/postgres/task-store';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { SECRET_KEY, TOKEN, toDefinition } from '../testing/start-test-api.ts';

const MAIN = join(import.meta.dir, 'main.ts');
interface Answer {
  status: number;
  retryAfter: string | undefined;
  runId: string | undefined;
}

let database: TestDatabase;
let proxy: TcpProxy;
let api: Bun.Subprocess<'ignore', 'pipe', 'inherit'>;
let url: URL;

beforeAll(async () => {
  database = await createTestDatabase();
  await registerTasks(database.sql, [toDefinition('demo.noop', {})]);
  proxy = await openTcpProxy(database.url);
  // A process of its own, so that its memory is its own.
  api = Bun.spawn([process.execPath, MAIN], {
    env: {
      API_HOST: '127.0.0.1',
      API_PORT: '0',
      DATABASE_URL: proxy.through(database.url),
      API_TOKEN: TOKEN,
      SECRET_KEY,
    },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const log = { text: '' };
  void api.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      write: (chunk) => {
        if (log.text.length < 10_000) log.text += chunk;
      },
    }),
  );
  url = await eventually(() => new URL(/http:\/\/[\d.]+:\d+/.exec(log.text)?.[0] ?? ''));
});
afterAll(async () => {
  api.kill('SIGKILL');
  await api.exited;
  await proxy.close();
  await database.drop();
});

/** Posts over a connection of its own: `fetch` sends only some hundred requests at a time. */
async function post(input: string): Promise<Answer> {
  const body = JSON.stringify({ task: 'demo.noop', input });
  const head = [
    'POST /api/v1/runs HTTP/1.1',
    `Host: ${url.host}`,
    `Authorization: Bearer ${TOKEN}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ].join('\r\n');
  const unsent = { bytes: Buffer.from(`${head}\r\n\r\n${body}`) };
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  const send = (socket: Bun.Socket) => {
    unsent.bytes = unsent.bytes.subarray(socket.write(unsent.bytes));
  };
  const socket = await Bun.connect({
    hostname: url.hostname,
    port: Number(url.port),
    socket: {
      open: send,
      drain: send,
      data: (_, chunk) => {
        text += chunk.toString();
        if (text.includes('}')) resolve(text);
      },
      close: () => resolve(text),
      error: () => resolve(text),
    },
  });
  const answer = await promise;
  socket.end();
  const header = (name: string) => new RegExp(`^${name}: (.*?)\r?$`, 'im').exec(answer)?.[1];
  return {
    status: Number(answer.slice(9, 12)),
    retryAfter: header('retry-after'),
    runId: header('location')?.split('/').at(-1),
  };
}

const postMany = (count: number, input: string) => Promise.all(Array.from({ length: count }, () => post(input)));

const residentMegabytes = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8'))?.[1]) / 1_024;

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

/** Every answer is an acceptance that holds, or a refusal that says when to try again. */
async function expectHonest(answers: readonly Answer[]): Promise<void> {
  for (const { status, retryAfter } of answers) {
    expect([202, 429, 503, 504]).toContain(status);
    if (status !== 202) expect(Number(retryAfter)).toBeGreaterThan(0);
  }
  const accepted = answers.filter(({ status }) => status === 202).map(({ runId = '' }) => runId);
  const rows = await database.sql`select from fbrain.run where id = any(${accepted})`;
  expect(rows).toHaveLength(accepted.length);
}

test('a flood that the database can take is accepted, or refused before it does anything', async () => {
  const answers = await postMany(2_500, 'x');
  await expectHonest(answers);
  expect(statuses(answers).filter((status) => status === 202).length).toBeGreaterThanOrEqual(2_000);
  const [row] = await database.sql`select count(*)::int as runs from fbrain.run`;
  expect(row?.runs).toBe(statuses(answers).filter((status) => status === 202).length);
});

test('while the database hangs a flood is answered, with bounded memory, and nothing accepted is lost', async () => {
  proxy.blackhole();
  const before = residentMegabytes();
  const [large, small] = await Promise.all([postMany(200, 'x'.repeat(900_000)), postMany(2_300, 'x')]);
  const grown = residentMegabytes() - before;
  expect(grown).toBeLessThan(300);
  // Bodies of 64 MB fit; the others are refused before they are read.
  expect(statuses(large).filter((status) => status === 429).length).toBeGreaterThan(100);
  proxy.heal();
  await expectHonest([...large, ...small]);
  await eventually(async () => expect((await post('x')).status).toBe(202));
});
