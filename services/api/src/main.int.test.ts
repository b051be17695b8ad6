import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';

const SECRET_KEY = 'secret-key-of-this-test-0123456789';
const MAIN = join(import.meta.dir, 'main.ts');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function start(args: string[], environment: Record<string, string> = {}) {
  return Bun.spawn([process.execPath, MAIN, ...args], {
    env: { API_HOST: '127.0.0.1', API_PORT: '0', ...environment },
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

async function run(args: string[], environment: Record<string, string> = {}) {
  const child = start(args, environment);
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code };
}

const configured = () => ({ DATABASE_URL: database.url, API_TOKEN: 'secret-token-of-this-test', SECRET_KEY });

describe('the command fbrain-api', () => {
  test('tells its version and how to use it', async () => {
    expect(await run(['--version'])).toMatchObject({ out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), code: 0 });
    expect((await run(['--help'])).out).toContain('Usage: fbrain-api [command]');
  });

  test('refuses a command it does not know', async () => {
    expect(await run(['start'])).toMatchObject({ err: expect.stringContaining('no command "start"'), code: 2 });
  });

  test('names all problems of the configuration at once and exits with 1', async () => {
    const { err, code } = await run([], { BODY_LIMIT: 'big' });
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL is required', 'SECRET_KEY is required', 'BODY_LIMIT must be a whole number']) {
      expect(err).toContain(name);
    }
  });

  test('migrates a database that is current already without a change', async () => {
    expect(await run(['migrate'], { DATABASE_URL: database.url })).toMatchObject({
      out: expect.stringContaining('current'),
      code: 0,
    });
  });

  test('says which port is in use', async () => {
    const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
    const { port } = taken;
    const { out, code } = await run([], { ...configured(), API_PORT: String(port) });
    await taken.stop(true);
    expect(code).toBe(1);
    expect(out).toContain(`port ${port} on 127.0.0.1 is in use`);
  });

  test('answers a health check for an API that is not there with what is wrong', async () => {
    const { err, code } = await run(['healthcheck'], { API_PORT: '1' });
    expect(err).toStartWith('http://127.0.0.1:1/readyz does not answer');
    expect(code).toBe(1);
  });

  test('serves until it is told to stop, and never logs its secrets', async () => {
    const child = start([], { ...configured(), LOG_LEVEL: 'debug' });
    let log = '';
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      log += chunk;
      const [url] = /http:\/\/[\d.]+:\d+/.exec(log) ?? [];
      if (url === undefined || log.includes('"status":200')) continue;
      const response = await fetch(`${url}/api/v1/runs`, {
        headers: { authorization: `Bearer ${configured().API_TOKEN}` },
      });
      expect(response.status).toBe(200);
      expect(await run(['healthcheck'], { API_PORT: new URL(url).port })).toEqual({ out: '', err: '', code: 0 });
      child.kill('SIGTERM');
    }
    expect(await child.exited).toBe(0);
    expect(log).toContain('"message":"request"');
    expect(log).not.toContain(configured().API_TOKEN);
    expect(log).not.toContain(SECRET_KEY);
    for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});
