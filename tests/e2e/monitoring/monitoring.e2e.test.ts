import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import { openTcpProxy, type TcpProxy } from '@fbrain/testing/tcp-proxy';
import { required, type TestNeed, testEnvironment } from '@fbrain/testing/test-environment';
import { describeSystem, type Tools } from '../system/describe-system.ts';
import type { Running } from '../system/system.ts';
import { untilState } from '../system/until-state.ts';
import { queriesWithOtherBounds } from './other-bounds.ts';
import { SITE } from './prometheus.ts';
import { type WatchedSystem, watchSystem } from './watched-system.ts';

const NEEDS = [
  'promtool',
  'rabbitmqMetricsUrl',
  'prometheus',
  'postgresExporter',
  'nginxExporter',
  'nodeExporter',
  'nginx',
] as const satisfies TestNeed[];

let watched: WatchedSystem;
let worker: Running;
let network: TcpProxy | undefined;
const throughProxy = async (url: string) => {
  network = await openTcpProxy(url);
  return network.through(url);
};

describe.skipIf(NEEDS.some((need) => !testEnvironment[need]))('Prometheus', () => {
  describeSystem('watches a system', { worker: null, rabbitmqUrl: throughProxy }, (tools) => {
    beforeAll(async () => {
      watched = await watchSystem(tools.system(), queriesWithOtherBounds());
    });
    afterAll(async () => {
      await watched?.stop();
      await network?.close();
    });
    seesWorkersComeAndGo(tools);
    seesRunsAndSchedulesInTrouble(tools);
    seesServicesInTrouble(tools);
    countsEnds(tools);
    saysIt(tools);
  });
});

function seesWorkersComeAndGo({ system }: Tools): void {
  test('without a worker it says so', async () => {
    await watched.untilAnswered('FbrainNoWorker', 'FbrainServiceDown', 'FbrainTargetDown');
  });

  test('it reaches every target but the one that is not there', async () => {
    worker = await system().startWorker({ LEASE: '4s', WORKER_QUEUES: 'default' });
    watched.prometheus.setTargets('worker', [worker.url]);
    const reached = watched.prometheus.jobs.filter((job) => !['grafana', 'alertmanager'].includes(job));
    await eventually(async () => {
      const up = await watched.prometheus.query('sum by (job) (up) > 0');
      expect(up.map(({ labels }) => labels.job).toSorted()).toEqual(reached.toSorted());
    });
  });

  test('it sees a worker that dies, and the queue that nobody serves since', async () => {
    const doomed = await system().startWorker({ LEASE: '4s', WORKER_QUEUES: 'doomed' });
    watched.prometheus.setTargets('worker', [worker.url, doomed.url]);
    const runs = Array.from({ length: 12 }, () => ({ task: 'demo.sleep', input: { seconds: 60 }, queue: 'doomed' }));
    const [first = ''] = await system().client.enqueueMany(runs);
    await untilState(system(), first, 'running');
    await doomed.end('SIGKILL');
    await watched.untilAnswered('FbrainRescueStorm', 'FbrainQueueHasNoWorker');
    watched.prometheus.setTargets('worker', [worker.url]);
  });
}

function seesRunsAndSchedulesInTrouble({ system, database }: Tools): void {
  test('it sees a task that fails', async () => {
    const { client } = system();
    const { id } = await client.enqueue('demo.flaky', { failures: 0 });
    await untilState(system(), id, 'succeeded');
    const failed = 'sum(fbrain_runs_finished_total{task="demo.flaky", state="failed"})';
    await eventually(async () => expect(await watched.prometheus.query(failed)).toMatchObject([{ value: 0 }]));
    for (let n = 0; n < 10; n++) await client.enqueue('demo.flaky', { failures: 1, permanent: true });
    await watched.untilAnswered('FbrainRunsFail');
  });

  test('it sees a run that no worker starts', async () => {
    const { id } = await system().client.enqueue('demo.noop', {}, { delay: '1h' });
    await database().sql`
      update fbrain.run
      set state = 'queued', task = 'no.worker.knows.it', queued_at = now() - interval '10 minutes'
      where id = ${id}`;
    await watched.untilAnswered('FbrainQueueStuck');
  });

  test('it sees schedules that are late and slots that were missed', async () => {
    const schedule = { name: 'late', task: 'demo.noop', every: '10s', missed: { policy: 'skip' } };
    expect((await watched.call('POST', '/schedules', schedule)).status).toBe(201);
    await database().sql`
      update fbrain.schedule
      set cursor_at = now() - interval '5 minutes', next_due_at = now() - interval '5 minutes'
      where name = 'late'`;
    await watched.untilAnswered('FbrainSlotsMissed', 'FbrainScheduleLate');
  });
}

function seesServicesInTrouble({ system, database }: Tools): void {
  test('it sees errors of the API', async () => {
    const { id } = await system().client.enqueue('demo.noop', {});
    await database().sql`alter table fbrain.run_log rename to run_log_away`;
    let isSeen = false;
    const seeing = watched.untilAnswered('FbrainApiErrors').finally(() => {
      isSeen = true;
    });
    const statuses = new Set<number>();
    // One after the other, so that more than one scrape sees them grow.
    while (!isSeen) statuses.add((await watched.call('GET', `/runs/${id}/logs`)).status);
    await seeing.finally(() => database().sql`alter table fbrain.run_log_away rename to run_log`);
    expect([...statuses]).toEqual([500]);
  });

  test('it sees a PostgreSQL that does not answer', async () => {
    await watched.untilAnswered('FbrainDatabaseDown');
  });

  test('it sees requests that take long', async () => {
    await watched.call('GET', '/audit');
    const counted = 'sum(fbrain_http_request_duration_seconds_count{route="/api/v1/audit"})';
    await eventually(async () => expect(await watched.prometheus.query(counted)).toMatchObject([{ value: 1 }]));
    const requests = await database().sql.begin(async (tx) => {
      await tx`lock table fbrain.audit_entry in access exclusive mode`;
      const waiting = Array.from({ length: 30 }, () => watched.call('GET', '/audit'));
      await eventually(async () => {
        const blocked = await tx`select from pg_locks where relation = 'fbrain.audit_entry'::regclass and not granted`;
        expect(blocked.length).toBeGreaterThan(0);
      });
      // They take longer than the bound of the alert.
      await tx`select pg_sleep(1.5)`;
      return { waiting };
    });
    await Promise.all(requests.waiting);
    await watched.untilAnswered('FbrainApiSlow');
  });

  test('it sees that RabbitMQ is gone', async () => {
    expect(await watched.prometheus.query('fbrain_transport_connected == 0')).toEqual([]);
    network?.cut();
    await watched.untilAnswered('FbrainTransportDown').finally(() => network?.heal());
  });
}

function countsEnds({ system }: Tools): void {
  test('ends without an attempt are counted too: a cancel by the API, an expiry by the worker that leads', async () => {
    const { client, apiUrl } = system();
    const ended = (state: string) => `fbrain_runs_finished_total{task="demo.sleep",queue="later",state="${state}"} 1`;
    const { id } = await client.enqueue('demo.sleep', { seconds: 1 }, { queue: 'later', delay: '1h' });
    await client.cancel(id);
    expect(await (await fetch(`${apiUrl}/metrics`)).text()).toContain(ended('cancelled'));
    await client.enqueue('demo.sleep', { seconds: 1 }, { queue: 'later', ttl: '100ms' });
    await eventually(async () => {
      expect(await (await fetch(`${worker.url}/metrics`)).text()).toContain(ended('expired'));
    });
  });
}

function saysIt({ system }: Tools): void {
  test('every query of every panel and rule has had data', async () => {
    for (let n = 0; n < 5; n++) await fetch(watched.nginx.url);
    const { id } = await system().client.enqueue('demo.noop', {});
    await untilState(system(), id, 'succeeded');
    await watched.untilAnswered();
  });

  test('what fires says so in whole sentences, with links', async () => {
    const firing = (await watched.prometheus.alerts()).filter(({ state }) => state === 'firing');
    expect(firing.map(({ labels }) => labels.alertname)).toContain('FbrainSlotsMissed');
    for (const { annotations } of firing) {
      expect(annotations.summary).not.toMatch(/<|%!|\{\{/);
      for (const name of ['runbook_url', 'dashboard_url', 'fbrain_url']) expect(annotations[name]).toStartWith(SITE);
    }
  });

  test('promtool finds nothing wrong with the metrics of API and worker', async () => {
    const { apiUrl } = system();
    for (const url of [`${apiUrl}/metrics`, `${apiUrl}/metrics?scope=cluster`, `${worker.url}/metrics`]) {
      const text = await (await fetch(url)).bytes();
      expect(text.length).toBeGreaterThan(100);
      const { stdout, stderr } = Bun.spawnSync([required('promtool'), 'check', 'metrics'], { stdin: text });
      expect([url, `${stdout}${stderr}`]).toEqual([url, '']);
    }
  });
}
