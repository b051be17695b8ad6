import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { syncCodeSchedules } from '@fbrain/adapters/postgres/schedule-sync-store';
import type { EditableField } from '@fbrain/core/schedule/declared-schedule';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { createTestDatabase } from '@fbrain/testing/test-database';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi(await createTestDatabase());
});
afterAll(() => api.stop());

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  api.call(method, `/api/v1/schedules${path}`, body, headers);
const report = (name: string, more: object = {}) => ({
  name,
  task: 'report.build',
  input: { month: '2026-11' },
  cron: '0 6 * * 1-5',
  timezone: 'Europe/Paris',
  ...more,
});

/** A schedule as a task file would have it. */
const declare = (name: string, editable: EditableField[], declared: Partial<ScheduleRequest> = {}) =>
  syncCodeSchedules(api.sql, {
    tasks: ['demo.noop'],
    declared: [{ request: { name, task: 'demo.noop', every: '1h', ...declared }, editable, source: 'noop.ts' }],
    newId: () => Bun.randomUUIDv7(),
    nowMs: Date.now(),
  });

describe('a schedule', () => {
  test('is made, found by id and name, changed and removed', async () => {
    const made = await call('POST', '', report('nightly', { jitter: '5m', tags: ['month'], priority: 'low' }));
    expect(made).toMatchObject({
      status: 201,
      body: {
        ...report('nightly'),
        inWords: 'At 06:00, Monday to Friday',
        managedBy: 'api',
        paused: false,
        missed: { policy: 'latest', maxCount: 100, maxAge: '1d' },
        lastSlot: null,
        recent: [],
      },
    });
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`/api/v1/schedules/${id}`);
    expect(new Date(made.body.nextSlotAt).getUTCMinutes()).toBe(0);
    expect((await call('GET', `/${id}`)).body).toEqual(made.body);
    expect((await call('GET', '/nightly?locale=fr')).body).toEqual({
      ...made.body,
      inWords: 'À 06:00, du lundi au vendredi',
    });
    const changed = await call('PATCH', '/nightly', { cron: '30 5 * * *', jitter: null, description: 'For the board' });
    expect(changed.body).toMatchObject({
      inWords: 'At 05:30, every day',
      jitter: '0s',
      description: 'For the board',
      tags: ['month'],
    });
    expect(await call('DELETE', '/nightly')).toMatchObject({ status: 200, body: { id } });
    expect(await call('GET', `/${id}`)).toMatchObject({ status: 404, body: { code: 'schedule-not-found' } });
  });

  test('that is sent again is not made again, and another of its name is refused', async () => {
    const first = await call('POST', '', report('once-more'));
    await call('POST', '/once-more/pause');
    expect(await call('POST', '', report('once-more'))).toMatchObject({
      status: 200,
      body: { id: first.body.id, paused: true },
    });
    const other = await call('POST', '', report('once-more', { cron: '@daily' }));
    expect(other).toMatchObject({ status: 409, body: { code: 'schedule-exists', errors: [{ path: '/name' }] } });
    const all = await Promise.all(Array.from({ length: 10 }, () => call('POST', '', report('at-once'))));
    expect(all.map(({ status }) => status).toSorted()).toEqual([...Array(9).fill(200), 201]);
  });
});

describe('a schedule that is there', () => {
  test('takes another timing in the place of the old one', async () => {
    await call('POST', '', report('retimed'));
    const changed = await call('PATCH', '/retimed', { every: '15m' });
    expect(changed.body).toMatchObject({ every: '15m', inWords: 'Every 15 minutes' });
    expect(changed.body).not.toHaveProperty('cron');
  });

  test('that is paused has no next slot until it is resumed', async () => {
    await call('POST', '', report('pausable'));
    expect((await call('POST', '/pausable/pause')).body).toMatchObject({ paused: true, nextSlotAt: null });
    const resumed = await call('POST', '/pausable/resume');
    expect(resumed.body).toMatchObject({ paused: false, nextSlotAt: expect.any(String) });
  });

  test('is fired by hand, also while it is paused, and once per key', async () => {
    const { body: schedule } = await call('POST', '', report('by-hand', { paused: true, queue: 'reports' }));
    const first = await call('POST', '/by-hand/fire', undefined, { 'idempotency-key': 'by hand' });
    expect(first).toMatchObject({
      status: 202,
      body: { task: 'report.build', queue: 'reports', input: { month: '2026-11' }, scheduleId: schedule.id },
    });
    const again = await call('POST', '/by-hand/fire', undefined, { 'idempotency-key': 'by hand' });
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('x-existing-run')).toBe('true');
    await call('POST', '', report('by-other-hand', { queue: 'reports' }));
    const other = await call('POST', '/by-other-hand/fire', undefined, { 'idempotency-key': 'by hand' });
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency-conflict' } });
  });

  test('may fire every second', async () => {
    expect(await call('POST', '', report('every-second', { cron: '* * * * * *' }))).toMatchObject({ status: 201 });
    await call('DELETE', '/every-second');
  });
});

describe('a list of schedules', () => {
  test('comes in pages by name and can be narrowed', async () => {
    for (const name of ['list-c', 'list-a', 'list-b']) {
      await call('POST', '', report(name, { description: 'Of the List%', paused: name === 'list-b' }));
    }
    const first = await call('GET', '?q=of the list%25&limit=2');
    expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['list-a', 'list-b']);
    const second = await call('GET', `?q=of the list%25&limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ name: 'list-c' }], nextCursor: null });
    expect((await call('GET', '?q=of the list&paused=true')).body.items).toMatchObject([{ name: 'list-b' }]);
    expect((await call('GET', '?task=report.build&managedBy=code')).body.items).toEqual([]);
  });
});

describe('a schedule that a task file declares', () => {
  test('can be paused, and nothing else unless its author allows it', async () => {
    await declare('of-code', ['paused']);
    expect((await call('GET', '/of-code')).body).toMatchObject({
      managedBy: 'code',
      source: 'noop.ts',
      editable: ['paused'],
    });
    expect((await call('POST', '/of-code/pause')).body).toMatchObject({ paused: true });
    const refused = await call('PATCH', '/of-code', { every: '2h', paused: false });
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'schedule-managed-by-code', errors: [{ path: '/every' }] },
    });
    expect(refused.body.detail).toBe(
      'noop.ts declares this schedule and only paused can be changed here: change every there, or list it in "editable".',
    );
    expect(await call('DELETE', '/of-code')).toMatchObject({
      status: 409,
      body: { detail: 'noop.ts declares this schedule, so a worker would bring it back: remove it there.' },
    });
  });

  test('keeps what people changed when the code changes something else', async () => {
    await declare('half-open', ['every']);
    expect(await call('PATCH', '/half-open', { every: '2h' })).toMatchObject({ status: 200 });
    expect(await call('POST', '/half-open/pause')).toMatchObject({ status: 409 });
    await declare('half-open', ['every'], { every: '3h', overlap: 'skip' });
    expect((await call('GET', '/half-open')).body).toMatchObject({ every: '2h', overlap: 'skip' });
  });

  test('that vanished is disabled, can then be deleted, and fires again when it is back', async () => {
    await declare('vanishing', []);
    await declare('something-else', []);
    expect((await call('GET', '/vanishing')).body).toMatchObject({
      disabledReason: expect.stringContaining('is gone'),
      nextSlotAt: null,
    });
    await declare('vanishing', []);
    expect((await call('GET', '/vanishing')).body).toMatchObject({ disabledReason: null });
    expect(await call('DELETE', '/something-else')).toMatchObject({ status: 200 });
  });
});
