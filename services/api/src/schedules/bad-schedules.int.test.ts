import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const call = (method: string, path: string, body?: unknown) => api.call(method, `/api/v1/schedules${path}`, body);
const good = { name: 'good', task: 'report.build', input: { month: '2026-11' }, cron: '@daily' };

const REFUSED: [string, object, string][] = [
  ['a day that does not exist', { cron: '0 0 30 2 *' }, '/cron never fires: 30 is no day of February'],
  ['an unknown zone', { timezone: 'Europe/Pariss' }, 'did you mean Europe/Paris'],
  [
    'an end before the start',
    { startAt: '2027-01-02T00:00:00Z', endAt: '2027-01-01T00:00:00Z' },
    '/endAt must be later',
  ],
  ['an end that has passed', { endAt: '2020-01-01T00:00:00Z' }, '/endAt leaves no slot to fire'],
  ['a negative jitter', { jitter: '-5m' }, '/jitter must be a duration'],
  ['a jitter without bound', { jitter: '9999999d' }, '/jitter must be at most'],
  ['more than every second', { cron: undefined, every: '100ms' }, '/every must be at least "1s"'],
  ['a time that has passed', { cron: undefined, at: '2020-01-01T00:00:00Z' }, '/at is in the past'],
  ['two timings', { every: '1h' }, 'must have exactly one of cron, every and at'],
  ['no timing', { cron: undefined }, 'must have exactly one of cron, every and at'],
  [
    'a task that is not known',
    { task: 'report.biuld' },
    '/task is not known. There is no task "report.biuld". Did you mean "report.build"?',
  ],
  ['input that breaks the schema', { input: { month: 'May' } }, '/input/month must match pattern'],
  ['no input where one is needed', { input: undefined }, '/input/month is required'],
  ['input that cannot be stored', { input: { month: '\0' } }, '/input/month contains a NUL character'],
  ['a description that cannot be stored', { description: 'half \ud800' }, '/description contains'],
  ['a queue that cannot be', { queue: 'A B' }, '/queue must be 1 to 100 lower-case'],
  ['a key without a limit', { concurrencyKey: 'x' }, '/concurrencyKey has no meaning'],
  ['options of a run that make no sense twice', { runAt: '2027-01-01T00:00:00Z' }, '/runAt is not a known property'],
  ['too many missed slots', { missed: { maxCount: 1_001 } }, '/missed/maxCount must be a whole number from 1 to 1000'],
  ['no missed slots', { missed: { maxCount: 0 } }, '/missed/maxCount must be a whole number'],
  ['a policy that does not exist', { overlap: 'kill' }, '/overlap must be one of "allow"'],
  ['a wrong type', { cron: 5 }, '/cron must be string'],
  ['an empty expression', { cron: '' }, '/cron is not a cron expression'],
  ['a huge expression', { cron: '*'.repeat(1_000) }, '/cron must be at most 500 characters'],
  ['no name', { name: undefined }, '/name is required'],
  ['a name that cannot be', { name: 'Nightly report' }, '/name must be 1 to 100 lower-case'],
  ['a name that is a route', { name: 'calendar' }, '/name must not be preview, upcoming, calendar, import'],
  ['a name that is an id', { name: '019ab000-0000-7000-8000-000000000001' }, '/name must not look like an id'],
];

describe('a schedule that cannot be', () => {
  test.each(REFUSED)('%s is refused with the field and a sentence', async (_, change, sentence) => {
    const answer = await call('POST', '', { ...good, ...change });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } });
    expect(answer.body.detail).toContain(sentence);
  });

  test('has all its faults named at once', async () => {
    const bad = { ...good, cron: '61 * * * *', timezone: 'Mars', jitter: 'x', input: {}, queue: '' };
    const paths = (await call('POST', '', bad)).body.errors.map(({ path }: { path: string }) => path);
    for (const path of ['/cron', '/timezone', '/jitter', '/input/month']) expect(paths).toContain(path);
  });

  test('leaves nothing behind', async () => {
    expect((await call('GET', '')).body.items).toEqual([]);
  });
});

describe('a change that cannot be', () => {
  test('leaves the schedule as it was', async () => {
    const { body: before } = await call('POST', '', { ...good, name: 'steady' });
    for (const patch of [
      { cron: '0 0 30 2 *' },
      { cron: null },
      { task: 'nothing' },
      { input: {} },
      { task: null },
      { name: null },
      { name: 'import' },
      { every: '1h', cron: '@daily' },
      { nextSlotAt: '2027-01-01T00:00:00Z' },
      { endAt: '2020-01-01T00:00:00Z' },
      { missed: { policy: 'never' } },
      [],
      'text',
    ]) {
      const answer = await call('PATCH', '/steady', patch === 'text' ? '"text"' : patch);
      expect({ patch, status: answer.status }).toEqual({ patch, status: 422 });
    }
    expect((await call('GET', '/steady')).body).toEqual(before);
  });

  test('of a schedule whose task wants another input by now can still stop it', async () => {
    await call('POST', '', { ...good, name: 'outgrown' });
    await api.sql`update fbrain.schedule set request = request || '{"input":{}}' where name = 'outgrown'`;
    expect(await call('PATCH', '/outgrown', { paused: true })).toMatchObject({ status: 200, body: { paused: true } });
    expect(await call('PATCH', '/outgrown', { jitter: '1m' })).toMatchObject({ status: 422 });
    expect(await call('POST', '/outgrown/fire')).toMatchObject({ status: 422 });
  });

  test('to the name of another one is refused', async () => {
    for (const name of ['one', 'two']) await call('POST', '', { ...good, name });
    expect(await call('PATCH', '/two', { name: 'one' })).toMatchObject({
      status: 409,
      body: { code: 'schedule-exists' },
    });
  });

  test('of a schedule whose time is over may be about its words, not about the past', async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    await call('POST', '', { ...good, cron: undefined, name: 'brief', at });
    await api.sql`update fbrain.schedule set request = request || '{"at":"2020-01-01T00:00:00Z"}' where name = 'brief'`;
    expect(await call('PATCH', '/brief', { description: 'Done' })).toMatchObject({ status: 200 });
    expect(await call('PATCH', '/brief', { timezone: 'Europe/Paris' })).toMatchObject({ status: 422 });
  });
});

describe('a question that cannot be answered', () => {
  test('about a schedule that is not there names the way to those there are', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['PATCH', '/nothing'],
      ['DELETE', '/019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c33'],
      ['POST', '/nothing/pause'],
      ['POST', '/nothing/resume'],
      ['POST', '/nothing/fire'],
      ['GET', '/nothing/slots'],
    ] as const) {
      const answer = await call(method, path, method === 'PATCH' ? { paused: true } : undefined);
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
      expect(answer.body.detail).toContain('GET /api/v1/schedules lists');
    }
  });

  test('with a bad parameter names it', async () => {
    for (const [path, name] of [
      ['?paused=maybe', 'paused'],
      ['?managedBy=me', 'managedBy'],
      ['?limit=0', 'limit'],
      ['?sort=name', 'sort'],
      ['?q=%00', 'q'],
      ['/preview?cron=@daily&count=101', 'count'],
      ['/preview?cron=@daily&locale=de', 'locale'],
      ['/preview?cron=61 * * * *', 'cron'],
      ['/preview?cron=@daily&timezone=Mars', 'timezone'],
      ['/preview', 'cron'],
      ['/preview?every=x', 'every'],
      ['/upcoming?from=today', 'from'],
      ['/upcoming?from=2027-01-02T00:00:00Z&to=2027-01-01T00:00:00Z', 'to'],
    ] as const) {
      const answer = await call('GET', path);
      expect({ path, status: answer.status, at: answer.body.errors?.[0]?.path }).toEqual({
        path,
        status: 422,
        at: name,
      });
    }
    expect(await call('GET', '?cursor=x')).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });
});
