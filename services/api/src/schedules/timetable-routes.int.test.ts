import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase(), { bodyLimit: 16 * 1024 * 1024 });
});
afterAll(() => api.stop());

const get = (path: string) => api.call('GET', `/api/v1/schedules${path}`);
const importing = (body: object) => api.call('POST', '/api/v1/schedules/import', body);

describe('a preview', () => {
  test('tells the next slots in the zone and the expression in words', async () => {
    const { status, body } = await get(
      '/preview?cron=30 2 * * *&timezone=europe/paris&startAt=2027-03-27T12:00:00Z&count=2',
    );
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        inWords: 'At 02:30, every day',
        timezone: 'Europe/Paris',
        slots: [
          { at: '2027-03-28T01:00:00.000Z', local: '2027-03-28T03:00:00+02:00', dst: 'shifted' },
          { at: '2027-03-29T00:30:00.000Z', local: '2027-03-29T02:30:00+02:00', dst: null },
        ],
      },
    });
    expect((await get('/preview?cron=@hourly&locale=fr')).body.slots).toHaveLength(10);
    expect((await get('/preview?every=15m&count=3&locale=fr')).body.inWords).toBe('Toutes les 15 minutes');
  });

  test('ends where the schedule does, and goes on beyond 2038 and leap years', async () => {
    expect((await get('/preview?at=2039-01-01T00:00:00Z')).body.slots).toHaveLength(1);
    const leap = await get('/preview?cron=0 0 29 2 *&startAt=2090-01-01T00:00:00Z&count=3');
    expect(leap.body.slots.map(({ at }: { at: string }) => at.slice(0, 4))).toEqual(['2092', '2096', '2104']);
  });
});

describe('slots to come', () => {
  test('are those of all schedules that are not paused, in order', async () => {
    const make = (name: string, more: object) =>
      api.call('POST', '/api/v1/schedules', { name, task: 'demo.noop', ...more });
    await make('up-hourly', { cron: '0 * * * *' });
    await make('up-half', { cron: '30 * * * *' });
    await make('up-paused', { cron: '0 * * * *', paused: true });
    const window = 'from=2097-01-01T00:00:00Z&to=2097-01-01T02:00:00Z';
    expect((await get(`/upcoming?${window}`)).body).toMatchObject({
      items: [
        { name: 'up-hourly', task: 'demo.noop', slotAt: '2097-01-01T00:00:00.000Z' },
        { name: 'up-half', slotAt: '2097-01-01T00:30:00.000Z' },
        { name: 'up-hourly', slotAt: '2097-01-01T01:00:00.000Z' },
        { name: 'up-half', slotAt: '2097-01-01T01:30:00.000Z' },
      ],
      isComplete: true,
    });
    expect((await get(`/upcoming?${window}&limit=1`)).body).toMatchObject({ items: [{}], isComplete: false });
    expect((await get('/upcoming')).body.items.length).toBeGreaterThan(40);
  });
});

describe('a calendar', () => {
  test('tells rare slots one by one and counts frequent ones, between the midnights of the reader', async () => {
    const make = (name: string, more: object) =>
      api.call('POST', '/api/v1/schedules', { name, task: 'demo.noop', ...more });
    await make('cal-minutely', { cron: '* * * * *', startAt: '2098-01-01T00:00:00Z', timezone: 'Europe/Paris' });
    await make('cal-nightly', { cron: '30 2 * * *', startAt: '2098-01-01T00:00:00Z', timezone: 'Europe/Paris' });
    // In Paris, on the last Sunday of March an hour is left out: 02:30 fires at 03:00.
    const days = ['2098-03-29T00:00:00+01:00', '2098-03-30T00:00:00+01:00', '2098-03-31T00:00:00+02:00'];
    const query = days.map((day) => `edge=${encodeURIComponent(day)}`).join('&');
    const { status, body } = await get(`/calendar?${query}`);
    expect(status).toBe(200);
    expect(body.isComplete).toBe(true);
    const own = body.spans.map(({ items }: { items: { name: string }[] }) =>
      items.filter(({ name }) => name.startsWith('cal-')),
    );
    expect(own).toMatchObject([
      [
        { name: 'cal-minutely', count: 1_440, dueAt: [] },
        { name: 'cal-nightly', count: 1, dueAt: ['2098-03-29T01:30:00.000Z'] },
      ],
      [
        { name: 'cal-minutely', count: 1_380, firstDueAt: '2098-03-29T23:00:00.000Z' },
        { name: 'cal-nightly', dueAt: ['2098-03-30T01:00:00.000Z'] },
      ],
    ]);
  });

  test('needs at least two edges, ascending and within 40 days', async () => {
    const edges = (...days: string[]) => get(`/calendar?${days.map((day) => `edge=2098-${day}T00:00:00Z`).join('&')}`);
    expect((await get('/calendar?edge=x&edge=y')).body.errors[0].path).toBe('edge');
    for (const days of [[], ['01-01'], ['01-02', '01-01'], ['01-01', '01-01'], ['01-01', '03-01']]) {
      const { status, body } = await edges(...days);
      expect([status, body.errors[0].path]).toEqual([422, 'edge']);
    }
  });
});

const CRONTAB = `# m h dom mon dow command
MAILTO=ops@example.com
CRON_TZ=America/New_York
0 6 * * 1-5 /usr/local/bin/report
@reboot /usr/local/bin/warm-up
*/5 * * * * /usr/local/bin/ping
`;
const targets = {
  '/usr/local/bin/report': { task: 'report.build', input: { month: '2026-11' } },
  '/usr/local/bin/warm-up': { task: 'demo.noop' },
};

describe('the import of a crontab', () => {
  const crontab = (more: object = {}) => importing({ format: 'crontab', text: CRONTAB, targets, ...more });

  test('as a dry run says what would be made and what cannot, and makes nothing', async () => {
    const { status, body } = await crontab({ dryRun: true });
    expect(status).toBe(200);
    expect(body.schedules).toMatchObject([
      {
        source: 'line 4',
        request: {
          name: 'report.build',
          cron: '0 6 * * 1-5',
          timezone: 'America/New_York',
          input: { month: '2026-11' },
        },
        inWords: 'At 06:00, Monday to Friday',
        change: 'create',
      },
    ]);
    expect(body.problems.map(({ source, message }: Record<string, string>) => `${source} ${message}`)).toEqual([
      'line 2 the setting MAILTO was left out: set it for the task instead',
      expect.stringMatching(/^line 5 cron is not a cron expression: "@reboot" has no time/),
      'line 6 needs a task for the command "/usr/local/bin/ping": name one in targets',
    ]);
    expect((await get('/report.build')).status).toBe(404);
  });

  test('makes all or nothing, unless what is wrong is to be skipped; again, it changes nothing', async () => {
    const refused = await crontab();
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'line 2' }, {}, {}] } });
    expect((await get('/report.build')).status).toBe(404);
    expect(await crontab({ skipProblems: true })).toMatchObject({ status: 201, body: { schedules: [{}] } });
    expect((await get('/report.build')).body).toMatchObject({ description: '/usr/local/bin/report' });
    expect(await crontab({ skipProblems: true })).toMatchObject({
      status: 200,
      body: { schedules: [{ change: 'unchanged' }] },
    });
  });

  test('never changes a schedule that somebody has changed', async () => {
    await api.call('PATCH', '/api/v1/schedules/report.build', { cron: '@daily' });
    const { body } = await crontab({ dryRun: true });
    expect(body.problems.at(-1)).toEqual({
      source: 'line 4',
      message: 'name report.build is taken by a schedule that differs, or holds secrets, which are not compared',
    });
  });

  test('checks the input of each entry against its task', async () => {
    const { body } = await crontab({ targets: { '/usr/local/bin/report': { task: 'report.build' } }, dryRun: true });
    expect(body.problems).toContainEqual({ source: 'line 4', message: 'input/month is required' });
    const unknown = await crontab({ targets: { '/usr/local/bin/report': { task: 'report.biuld' } }, dryRun: true });
    expect(JSON.stringify(unknown.body.problems)).toContain('Did you mean \\"report.build\\"?');
  });
});

test('a crontab whose command cannot be stored is a problem of its line', async () => {
  for (const command of ['a\0b', 'half \ud800']) {
    const text = `@daily ${command}`;
    const answer = await importing({ format: 'crontab', text, targets: { [command]: { task: 'demo.noop' } } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'line 1' }] } });
  }
});

describe('the import of Celery beat', () => {
  const beat = {
    nightly: { task: 'app.tasks.report', schedule: { minute: '0', hour: '2' }, kwargs: { month: '2026-11' } },
    tick: { task: 'demo.noop', schedule: 30 },
  };

  test('makes a schedule of each entry', async () => {
    const text = JSON.stringify(beat);
    const made = await importing({
      format: 'celery-beat',
      text,
      targets: { 'app.tasks.report': { task: 'report.build' } },
    });
    expect(made).toMatchObject({ status: 201, body: { problems: [] } });
    expect((await get('/nightly')).body).toMatchObject({ cron: '0 2 * * *', input: { month: '2026-11' } });
    expect((await get('/tick')).body).toMatchObject({ every: '30s' });
  });
});

describe('an import of hostile text', () => {
  test('is refused with a sentence', async () => {
    for (const [format, text, sentence] of [
      ['crontab', '', 'holds no schedule'],
      ['crontab', '# nothing', 'holds no schedule'],
      ['crontab', 'x'.repeat(10_000_000), 'is no crontab line'],
      ['crontab', `a${' '.repeat(10_000_000)}b`, 'is no crontab line'],
      ['crontab', '* * * * * x\n'.repeat(800_000), 'more than 1000 entries that cannot be taken over'],
      ['crontab', `${'\0'.repeat(100)}\n`, 'is no crontab line'],
      ['celery-beat', '{', '/text must be JSON'],
      ['celery-beat', '5', '/text must be an object of beat entries'],
      ['celery-beat', '['.repeat(100_000), '/text must be JSON'],
      ['celery-beat', '{"__proto__":{"task":"demo.noop","schedule":1e999}}', '__proto__ every must be a duration'],
      ['ical', '', '/format must be one of "crontab", "celery-beat"'],
    ] as const) {
      const answer = await importing({ format, text });
      expect({ text: text.slice(0, 20), status: answer.status }).toEqual({ text: text.slice(0, 20), status: 422 });
      expect(answer.body.detail).toContain(sentence);
    }
  });

  test('of three thousand entries lets others be answered meanwhile', async () => {
    const text = Array.from({ length: 3_000 }, (_, index) => `${index % 60} ${index % 24} * * * noop`).join('\n');
    let isDone = false;
    const imported = importing({ format: 'crontab', text, targets: { noop: { task: 'demo.noop' } } }).finally(() => {
      isDone = true;
    });
    let answered = 0;
    while (!isDone) {
      await api.call('GET', '/healthz');
      answered += 1;
    }
    expect(await imported).toMatchObject({ status: 201, body: { problems: [] } });
    // One gets through when all is done at a stretch.
    expect(answered).toBeGreaterThan(5);
    expect((await get('/demo.noop-3000')).status).toBe(200);
  });
});
