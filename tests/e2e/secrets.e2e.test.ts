import { afterAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { databaseText } from '@fbrain/testing/database-text';
import { addTask, untilTask } from './system/add-task.ts';
import { describeSystem } from './system/describe-system.ts';
import type { System } from './system/system.ts';

const PASSWORD = 'correct-horse "battery"';
const API_KEY = 'fbk-9f8e7d6c5b4a';
const PEM = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\n-----END KEY-----';
/** Whatever of them is found anywhere has leaked. */
const TRACES = ['correct-horse', 'fbk-9f8e', 'MIIEvQIBADANBgkq'];

const MODULE = `
import { task, t } from 'f-brain';
export default task({
  name: 'e2e.login',
  input: t.Object({ user: t.String(), password: t.Optional(t.String({ secret: true })) }),
  output: t.Object({ length: t.Number(), token: t.String({ secret: true }) }),
  secrets: ['api-key', 'pem'],
  retry: { maxAttempts: 2, backoff: { initial: '10ms' } },
  async run({ password = '' }, ctx) {
    const [key, pem] = [await ctx.secret('api-key'), await ctx.secret('pem')];
    ctx.log.info('password ' + password, { password, nested: { key } });
    console.log('key', key);
    for (const line of pem.split('\\n')) ctx.log.warn(line);
    process.stdout.write('printed ' + password + '\\n');
    await ctx.progress(0.5, 'using ' + key);
    if (ctx.attempt === 1) throw new TypeError('cannot log in with ' + password + ' and ' + key);
    const other = await ctx.secret('other').catch((error) => error.message);
    ctx.log.info(other);
    await ctx.enqueue('e2e.login-later', { password });
    return { length: password.length + key.length, token: password };
  },
});`;
const LATER = `
import { task, t } from 'f-brain';
export default task({
  name: 'e2e.login-later',
  input: t.Object({ password: t.String({ secret: true }) }),
  run: ({ password }) => password.length,
});`;

/** A service elsewhere that answers how long the key is which it was given. */
function startService() {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => Response.json((request.headers.get('authorization') ?? '').length),
  });
  afterAll(() => server.stop(true));
  return server.url.href;
}

/** What the API says about a run, to somebody who may see everything. */
async function answersAbout(system: System, runId: string): Promise<string> {
  const paths = ['', '/attempts', '/logs?limit=1000', '/why'].map((path) => `/runs/${runId}${path}`);
  return JSON.stringify(await Promise.all([...paths, '/runs', '/secrets', '/tasks'].map((path) => system.get(path))));
}

const put = (system: System, name: string, value: string) =>
  fetch(`${system.apiUrl}/api/v1/secrets/${name}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${system.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
  });

/** What a browser keeps of a login. */
async function cookieOfLogin({ apiUrl, admin }: System): Promise<string> {
  const answer = await fetch(`${apiUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin),
  });
  const [cookie = ''] = answer.headers.getSetCookie();
  return /^[^=]+=([^;]+)/.exec(cookie)?.[1] ?? '';
}

/** Collects what live views are told, from now on. */
async function followEvents({ apiUrl, token }: System, events: string[]): Promise<void> {
  const stream = await fetch(`${apiUrl}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
  const collect = new WritableStream({ write: (text: string) => void events.push(text) });
  void stream.body?.pipeThrough(new TextDecoderStream()).pipeTo(collect);
}

const worker = { LOG_LEVEL: 'debug', HTTP_ALLOW: '127.0.0.1' };

describeSystem('secrets', { worker }, ({ system, database }) => {
  const events: string[] = [];
  const finish = async (task: string, input: object) => {
    const run = await system().client.enqueue(task, input);
    return await system().client.wait(run, { timeout: '60s' });
  };

  test('reach a module in clear, and nobody else', async () => {
    await Promise.all([put(system(), 'api-key', API_KEY), put(system(), 'pem', PEM)]);
    await addTask(system(), 'e2e.login-later', 'later.ts', LATER);
    await addTask(system(), 'e2e.login', 'login.ts', MODULE);
    await followEvents(system(), events);
    const run = await finish('e2e.login', { user: 'ada', password: PASSWORD });
    expect(run).toMatchObject({
      state: 'succeeded',
      attempt: 2,
      input: { user: 'ada', password: { $secret: '••••' } },
      output: { length: PASSWORD.length + API_KEY.length, token: { $secret: '••••' } },
    });
    const said = await answersAbout(system(), run.id);
    expect(said).toContain('cannot log in with [redacted] and [redacted]');
    expect(said).toContain('may not read the secret \\"other\\": list it in');
    for (const trace of TRACES) expect(said).not.toContain(trace);
  });

  test('reach a program in the variables that its manifest names', async () => {
    const folder = join(system().tasksDir, 'e2e.program');
    await mkdir(folder, { recursive: true });
    const script =
      '#!/bin/sh\necho "key $API_KEY" >&2\necho "failed with $API_KEY" >&2\nprintf %s "$API_KEY" | wc -c\n';
    await writeFile(join(folder, 'program.sh'), script, { mode: 0o755 });
    const manifest = { name: 'e2e.program', command: ['./program.sh'], env: { API_KEY: { secret: 'api-key' } } };
    await writeFile(join(folder, 'task.json'), JSON.stringify(manifest));
    await untilTask(system(), 'e2e.program');
    const run = await finish('e2e.program', {});
    expect(run).toMatchObject({ state: 'succeeded', output: API_KEY.length });
    expect(await answersAbout(system(), run.id)).toContain('key [redacted]');
  });

  test('reach an http task in the headers that its manifest names', async () => {
    const headers = { Authorization: { secret: 'api-key', prefix: 'Bearer ' } };
    const manifest = { name: 'e2e.call', http: { url: startService(), headers } };
    await writeFile(join(system().tasksDir, 'e2e.call.task.json'), JSON.stringify(manifest));
    await untilTask(system(), 'e2e.call');
    expect(await finish('e2e.call', {})).toMatchObject({ state: 'succeeded', output: `Bearer ${API_KEY}`.length });
  });

  test('are in no table, log, event or metric, and neither are passwords, tokens and cookies', async () => {
    const cookie = await cookieOfLogin(system());
    expect(cookie.length).toBeGreaterThan(20);
    const credentials = [cookie, system().token, system().admin.password];
    const logs = readdirSync(system().dir).filter((file) => file.endsWith('.log'));
    const metrics = await (await fetch(`${system().apiUrl}/metrics`)).text();
    const found = {
      database: await databaseText(database().sql),
      logs: logs.map((file) => readFileSync(join(system().dir, file), 'utf8')).join('\n'),
      events: events.join(''),
      metrics,
    };
    expect(found.logs).toContain('printed [redacted]');
    expect(found.events).toContain('e2e.login');
    for (const [place, text] of Object.entries(found)) {
      for (const trace of [...TRACES, ...credentials])
        expect({ place, leaks: text.includes(trace) }).toEqual({ place, leaks: false });
    }
  });
});
