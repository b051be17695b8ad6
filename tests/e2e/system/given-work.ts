import { join } from 'node:path';
import type { ErrorGroup } from '@fbrain/core/errors/error-group';
import { eventually } from '@fbrain/testing/eventually';
import type { System } from './system.ts';
import { untilState } from './until-state.ts';

/** Address by name of the picture: every page of the UI, with something on it. */
export type Pages = Record<string, string>;

/** Runs in every state, schedules and settings, as on a working day. Needs a worker. Answers the pages to look at. */
export async function givenWork(system: System): Promise<Pages> {
  await givenSettings(system);
  const schedule = await givenSchedules(system);
  const runs = await givenRuns(system);
  const fingerprint = await eventually(() => firstError(system));
  return {
    overview: '/',
    'overview-day': '/?range=24h',
    runs: '/runs',
    'runs-failed': '/runs?state=failed&youngerThan=1d',
    errors: '/errors',
    error: `/errors/${fingerprint}`,
    'run-running': `/runs/${runs.running}`,
    'run-scheduled': `/runs/${runs.later}`,
    'run-retried': `/runs/${runs.flaky}`,
    'run-failed': `/runs/${runs.failed}`,
    'run-output': `/runs/${runs.summary}?tab=data`,
    tasks: '/tasks',
    'task-form': '/tasks/csv.summarize',
    'task-image': '/tasks/image.thumbnail',
    schedules: '/schedules',
    'schedules-week': '/schedules?view=week',
    schedule: `/schedules/${schedule}`,
    'schedule-edit': `/schedules/${schedule}/edit`,
    'schedule-new': '/schedules/new',
    queues: '/queues',
    workers: '/workers',
    profile: '/settings',
    users: '/settings/users',
    tokens: '/settings/tokens',
    secrets: '/settings/secrets',
    notifications: '/settings/notifications',
    retention: '/settings/retention',
    audit: '/settings/audit',
    'not-found': '/nowhere',
  };
}

async function givenRuns(system: System): Promise<Record<string, string>> {
  const { client, tasksDir } = system;
  const csv = await Bun.file(join(tasksDir, 'samples/orders.csv')).text();
  const failed = await client.enqueue('demo.flaky', { failures: 0, permanent: true }, { tags: ['nightly'] });
  await client.enqueueMany([
    { task: 'text.word-count', input: { text: 'to be or not to be', top: 2 }, tags: ['customer-42'] },
    { task: 'demo.flaky', input: { failures: 9 }, maxAttempts: 2 },
    { task: 'csv.summarize', input: { csv: 'name;price\nApple;1.20\nPear;0.95\n' }, tags: ['import'] },
  ]);
  const later = await client.enqueue('demo.sleep', { seconds: 60 }, { delay: '2h', tags: ['tonight'] });
  await client.cancel((await client.enqueue('demo.sleep', { seconds: 30 }, { delay: '1h' })).id);
  const flaky = await client.enqueue('demo.flaky', { failures: 1 });
  const summary = await client.enqueue('csv.summarize', { csv }, { tags: ['import', 'customer-42'] });
  await Promise.all([failed, flaky, summary].map((run) => client.wait(run)));
  await client.enqueue('demo.flaky', { failures: 20 });
  const running = await client.enqueue('demo.sleep', { seconds: 600 }, { tags: ['customer-7'] });
  await untilState(system, running.id, 'running');
  return { failed: failed.id, later: later.id, flaky: flaky.id, summary: summary.id, running: running.id };
}

async function givenSchedules({ client }: System): Promise<string> {
  const nightly = await client.schedules.create({
    name: 'nightly-import',
    task: 'demo.sleep',
    input: { seconds: 1 },
    cron: '30 2 * * 1-5',
    timezone: 'Europe/Paris',
  });
  await client.schedules.create({ name: 'heartbeat', task: 'demo.noop', every: '2s' });
  return nightly.id;
}

async function givenSettings(system: System): Promise<void> {
  await send(system, 'POST', '/users', { email: 'grace@example.org', role: 'operator' });
  await send(system, 'POST', '/tokens', { name: 'shop', permissions: ['runs:read', 'runs:write'], tasks: ['csv.*'] });
  await send(system, 'PUT', '/secrets/smtp', { value: 'a password of the mail server' });
  const channel = await send<{ id: string }>(system, 'POST', '/notifications/channels', {
    name: 'on-call',
    kind: 'email',
    settings: { host: 'mail.example.org', from: 'fbrain@example.org', to: ['ops@example.org'] },
  });
  const rule = { name: 'anything that fails', kind: 'run-failed', channels: [channel.id] };
  await send(system, 'POST', '/notifications/rules', { ...rule, condition: { task: 'never.*' } });
}

async function firstError({ get }: System): Promise<string> {
  const { items } = await get<{ items: ErrorGroup[] }>('/errors');
  if (!items[0]) throw new Error('No failure has been grouped yet.');
  return items[0].fingerprint;
}

/** What the client library has no words for. Throws what the API said if it refused. */
export async function send<T>({ apiUrl, token }: System, method: string, path: string, body: object): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${apiUrl}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
