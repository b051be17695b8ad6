import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { eventually } from '@fbrain/testing/eventually';
import { type Container, call, createProject, FRONT, newEnvFile, RUN_DIR, requireWell, run } from './system.ts';

const MINUTE_MS = 60_000;
/** Ports that services have inside: none may be open outside. */
const INSIDE = [3000, 3001, 5432, 5672, 8081, 9090, 9093, 9100, 9113, 9187, 15672, 15692];

const envFile = newEnvFile({ BACKUP_DIR: join(RUN_DIR, 'backups') });
const project = createProject('fbrain-test', envFile);
const admin = createProject('fbrain-test', envFile, ['compose.yml', 'compose.admin.yml']);
beforeAll(() => project.up());
afterAll(() => admin.succeed('down', '--volumes', '--timeout', '10'));

const get = (path: string) => fetch(`${FRONT}${path}`, { redirect: 'manual' });
const doRun = async (task: string, input: unknown = {}) => await call('POST', '/runs?wait=30s', { task, input });

describe('docker compose up', () => {
  test('makes the schema once and starts everything, well, each as often as it should be', async () => {
    const containers = await project.containers();
    requireWell(containers);
    const count = (service: string) => containers.filter((one) => one.service === service).length;
    expect([count('nginx'), count('api'), count('worker'), count('migrate')]).toEqual([1, 2, 2, 1]);
  });

  test('opens no port to the outside but those of Nginx', async () => {
    const published = (await project.containers()).flatMap(({ service, details }) =>
      Object.values(details.NetworkSettings.Ports).flatMap((bindings) => (bindings?.length ? [service] : [])),
    );
    expect(published).toEqual(['nginx', 'nginx']);
    const open = await Promise.all(INSIDE.map(async (port) => ((await isOpen(port)) ? [port] : [])));
    expect(open.flat()).toEqual([]);
  });

  test('gives no container more rights than it needs', async () => {
    for (const { service, details } of await project.containers()) {
      const { ReadonlyRootfs, Memory, NanoCpus, CapAdd, Privileged } = details.HostConfig;
      expect([service, ReadonlyRootfs, Memory > 0, NanoCpus > 0, CapAdd, Privileged]).toEqual([
        ...[service, true, true, true],
        ...[null, false],
      ]);
      expect(await userOf(service), service).not.toBe('root');
    }
  });
});

describe('through Nginx', () => {
  test('the UI loads, its assets are kept', async () => {
    const page = await (await get('/')).text();
    const [asset = ''] = /\/assets\/[^"]+\.js/.exec(page) ?? [];
    const answer = await get(asset);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(await (await get('/runs')).text()).toBe(page);
  });

  test('the documentation is served, what is internal is not', async () => {
    expect((await get('/docs')).status).toBe(200);
    expect(await (await get('/docs/json')).json()).toMatchObject({ openapi: expect.any(String) });
    for (const path of ['/metrics', '/readyz', '/api/../metrics']) expect((await get(path)).status, path).toBe(404);
  });

  test('live events arrive while they happen', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${FRONT}/api/v1/events`, {
      headers: { authorization: 'Bearer token-of-the-compose-test' },
      signal: abort.signal,
    });
    const { body } = await call('POST', '/runs', { task: 'demo.noop', input: {} });
    let text = '';
    for await (const chunk of stream.body ?? []) {
      text += new TextDecoder().decode(chunk);
      if (text.includes(String(body.id))) break;
    }
    abort.abort();
    expect(text).toContain(String(body.id));
  });

  test.each([
    ['csv.summarize', { csv: 'city,people\nLyon,522250\n' }, { rows: 1 }],
    ['text.word-count', { text: 'to be or not to be' }, { words: 6 }],
  ])('a run of %s is done from end to end', async (task, input, output) => {
    expect(await doRun(task, input)).toMatchObject({ status: 200, body: { state: 'succeeded', output } });
  });

  test('native npm packages work in tasks', async () => {
    const png = await Bun.file(`${import.meta.dir}/../../tasks/samples/mountains.png`).bytes();
    const { body } = await doRun('image.thumbnail', { image: png.toBase64(), width: 16 });
    expect(body).toMatchObject({ state: 'succeeded' });
  });
});

describe('Prometheus', () => {
  test('reaches every service, each replica by itself', async () => {
    await eventually(async () => expect(await targetsUp()).toEqual(await targetsExpected()), { timeoutMs: MINUTE_MS });
  });

  test('finds a replica that is added', async () => {
    await project.up('--scale', 'api=3', '--no-recreate');
    await eventually(async () => expect((await targetsUp()).api).toBe(3), { timeoutMs: MINUTE_MS });
    await project.up('--no-recreate');
  });
});

test('replicas of the API restart one after the other without a failed request', async () => {
  const answers: Awaited<ReturnType<typeof create>>[] = [];
  const ending = new AbortController();
  // What was handed to a replica that then goes is sent to another one only if that cannot do it twice.
  const create = () =>
    call('POST', '/runs', { task: 'demo.noop', input: {} }, { 'idempotency-key': Bun.randomUUIDv7() });
  const clients = Array.from({ length: 4 }, async () => {
    while (!ending.signal.aborted) answers.push(await create());
  });
  for (const { id } of await project.service('api')) {
    await run(['docker', 'restart', '--time', '40', id]);
    await eventually(async () => requireWell(await project.containers()), { timeoutMs: MINUTE_MS });
  }
  ending.abort();
  await Promise.all(clients);
  expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
  expect(answers.length).toBeGreaterThan(100);
});

describe('what is lost comes back', () => {
  test.each([
    ['worker'],
    ['api'],
    ['nginx'],
    ['rabbitmq'],
    ['postgres'],
    ['prometheus', 'postgres-exporter', 'nginx-exporter', 'node-exporter'],
  ])('after kill -9, and runs are done: %s', async (...services) => {
    const chosen = async () => (await project.containers()).filter(({ service }) => services.includes(service));
    const before = await chosen();
    for (const { pid } of before) process.kill(pid, 'SIGKILL');
    await eventually(
      async () => {
        requireWell(await project.containers());
        expect((await chosen()).map(isAnotherThan(before))).not.toContain(false);
      },
      { timeoutMs: 2 * MINUTE_MS },
    );
    const works = async () => expect((await doRun('demo.noop')).body).toMatchObject({ state: 'succeeded' });
    await eventually(works, { timeoutMs: 30_000 });
  });

  test('down and up keep what was accepted, while RabbitMQ comes back empty', async () => {
    const done = await doRun('csv.summarize', { csv: 'a\n1\n' });
    const waiting = await call('POST', '/runs', { task: 'demo.noop', input: {}, delay: '40s' });
    const [broker] = await project.service('rabbitmq');
    await project.succeed('down', '--timeout', '10');
    expect(await project.containers()).toEqual([]);
    await project.up();
    expect(volumesOf((await project.service('rabbitmq'))[0])).not.toEqual(volumesOf(broker));
    const { body } = await call('GET', `/runs/${done.body.id}`);
    expect(body).toMatchObject({ state: 'succeeded', output: { rows: 1 } });
    await eventually(
      async () => expect((await call('GET', `/runs/${waiting.body.id}`)).body).toMatchObject({ state: 'succeeded' }),
      { timeoutMs: MINUTE_MS },
    );
  });
});

test('a backup brings back what was there', async () => {
  const kept = await doRun('csv.summarize', { csv: 'a\n1\n2\n' });
  await project.succeed('run', '--rm', 'tools', 'backup', '/backups/today');
  const later = await doRun('demo.noop');
  await project.succeed('stop', '--timeout', '10', 'api', 'worker');
  await project.succeed('run', '--rm', 'tools', 'restore', '--force', '/backups/today');
  await project.succeed('run', '--rm', 'migrate');
  await project.up();
  expect((await call('GET', `/runs/${kept.body.id}`)).body).toMatchObject({ state: 'succeeded', output: { rows: 2 } });
  expect((await call('GET', `/runs/${later.body.id}`)).status).toBe(404);
  expect(await doRun('demo.noop')).toMatchObject({ body: { state: 'succeeded' } });
  expect((await project.compose('run', '--rm', 'tools', 'doctor')).code).toBe(0);
});

test('the admin file opens its ports to this machine alone, and adds Alertmanager', async () => {
  await project.succeed('down', '--timeout', '10');
  await admin.up();
  const bindings = (await admin.containers()).flatMap(({ service, details }) =>
    service === 'nginx' ? [] : Object.values(details.NetworkSettings.Ports).flatMap((bound) => bound ?? []),
  );
  expect(bindings.filter(({ HostIp }) => HostIp !== '127.0.0.1')).toEqual([]);
  for (const port of [3000, 3001, 5432, 5672, 9090, 9093, 15672])
    expect([port, await isOpen(port)]).toEqual([port, true]);
  await eventually(async () => expect(await targetsUp()).toMatchObject({ alertmanager: 1 }), { timeoutMs: MINUTE_MS });
});

async function isOpen(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}

/** Who the first process of a service's container is, or was. */
async function userOf(service: string): Promise<string> {
  const { Config } = (await project.service(service))[0]?.details ?? {};
  if (Config === undefined) throw new Error(`There is no ${service}.`);
  return Config.User === '' || Config.User.startsWith('0') ? 'root' : Config.User;
}

/** Targets that Prometheus reaches, by job. */
async function targetsUp(): Promise<Record<string, number>> {
  const page = 'http://127.0.0.1:9090/api/v1/targets?state=active';
  const [prometheus] = await project.service('prometheus');
  const { out } = await run(['docker', 'exec', prometheus?.id ?? '', 'wget', '-q', '-O', '-', page]);
  const { data } = JSON.parse(out) as { data: { activeTargets: { scrapePool: string; health: string }[] } };
  const reached = data.activeTargets.filter(({ health }) => health === 'up').map(({ scrapePool }) => scrapePool);
  return Object.fromEntries(reached.map((job) => [job, reached.filter((other) => other === job).length]));
}

async function targetsExpected(): Promise<Record<string, number>> {
  const one = { fbrain: 1, rabbitmq: 1, postgres: 1, nginx: 1, node: 1, prometheus: 1 };
  const hasGrafana = (await project.service('grafana')).length > 0;
  return { api: 2, worker: 2, ...one, ...(hasGrafana ? { grafana: 1 } : {}) };
}

const isAnotherThan =
  (before: readonly Container[]) =>
  ({ pid }: Container) =>
    !before.some((old) => old.pid === pid);

const volumesOf = (container: Container | undefined) => container?.details.Mounts.flatMap(({ Name }) => Name ?? []);
