import { beforeAll, expect, test } from 'bun:test';
import { CSRF_HEADER } from '@fbrain/core/access/session-cookie';
import type { Run } from '@fbrain/core/run/run';
import { eventually } from '@fbrain/testing/eventually';
import { required } from '@fbrain/testing/test-environment';
import type { Page, Request } from 'playwright-core';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { openRealTabs } from './system/real-tabs.ts';
import type { Running, System } from './system/system.ts';
import { untilState } from './system/until-state.ts';

const LOST = /The connection is lost\. What you see is from \d\d:\d\d:\d\d/;
/** What the browser itself says while nobody is there. */
const EXPECTED =
  /status of (401|502|503|504)|ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_|FAILED|INTERNET_DISCONNECTED)/;
/** What a page of the UI reads at most when it reads everything again: each of its parts once. */
const MAX_PARTS = 10;
/** Of each: some are read at a pace too, so a slow machine sees more than the one that is needed. A storm is hundreds. */
const MAX_READS = 10;

describeSystem('a lost connection', { transport: 'postgres', browser: true, nginx: true, worker: null }, (tools) => {
  testOutage(tools);
  testUnanswered(tools);
  testTabs(tools);
  testHidden(tools);
  testSessions(tools);
});

function testOutage({ system, browser, database }: Tools): void {
  const worker: { running?: Running } = {};
  beforeAll(async () => {
    worker.running = await system().startWorker();
  });

  test('is told with the age of what is shown; then the page catches up with all that happened, in one go', async () => {
    const { page, open, faults } = browser();
    await worker.running?.end();
    const waiting = await system().client.enqueue('demo.noop', {}, { tags: ['waiting'] });
    await open('/runs');
    const row = (id: string) => page.getByRole('row').filter({ has: page.locator(`a[href="/runs/${id}"]`) });
    await row(waiting.id).getByText('Queued').waitFor();
    const { port } = new URL(system().apiUrl);
    await system().endServices();
    await page.getByText(LOST).waitFor();
    // What was there stays, without a word of its own in every part of the page.
    expect(await row(waiting.id).getByText('Queued').isVisible()).toBe(true);
    expect(await page.getByRole('main').getByRole('alert').count()).toBe(0);

    const [{ id = '' } = {}] = await database().sql<{ id: string }[]>`select fbrain.enqueue('demo.noop', '{}') as id`;
    await system().startWorker();
    await eventually(async () => {
      const [{ left } = {}] = await database().sql`select count(*)::int as left from fbrain.run`;
      expect(left).toBe(0);
    });
    const reads = countReads(page);
    await system().startApi({ API_PORT: port });
    // Unless it has come back by itself already.
    await page.getByRole('button', { name: 'Try now' }).evaluateAll((buttons) => {
      for (const button of buttons) button.click();
    });
    for (const each of [waiting.id, id]) await row(each).getByText('Succeeded').waitFor();
    await page.getByText(LOST).waitFor({ state: 'detached' });
    expect(Math.max(...Object.values(reads()))).toBeLessThanOrEqual(MAX_READS);
    expect(Object.keys(reads()).length).toBeLessThanOrEqual(MAX_PARTS);
    expectFaults(faults);
  });
}

function testUnanswered({ system, browser }: Tools): void {
  const started = async () => (await system().get<{ items: Run[] }>('/runs?task=text.word-count')).items.length;

  test('while a run is started leaves nobody guessing: once more does it once', async () => {
    const { page, open, faults } = browser();
    await open('/tasks/text.word-count');
    await page.route('**/api/v1/runs', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.getByText('Trying again here is safe: it is done once.').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL('**/runs/*');
    expect(await started()).toBe(1);
    expectFaults(faults);
  });

  test('while a run is cancelled says that it may have been done', async () => {
    const { page, open, faults } = browser();
    const run = await system().client.enqueue('demo.noop', {}, { delay: '1h' });
    await open(`/runs/${run.id}`);
    await page.route('**/cancel', (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await dialog.getByText('this may or may not have been done').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await untilState(system(), run.id, 'cancelled');
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor();
    expectFaults(faults);
  });
}

function testTabs({ system, browser }: Tools): void {
  test('is not what seven pages at once look like, though a browser has six connections for them all', async () => {
    const { page, faults } = browser();
    const run = await system().client.enqueue('demo.sleep', { seconds: 600 });
    await untilState(system(), run.id, 'running');
    const pages: Page[] = [];
    for (let tab = 0; tab < 7; tab++) pages.push(await page.context().newPage());
    for (const each of pages) {
      await each.goto(`${system().url}/runs/${run.id}`);
      await each.getByRole('heading', { name: 'Running' }).waitFor();
    }
    await system().client.cancel(run.id);
    // The page that was opened last has a stream; the first gave its own up, and has one again once clicked into.
    const [first, last] = [pages[0] ?? page, pages.at(-1) ?? page];
    await first.evaluate('dispatchEvent(new Event("focus"))');
    for (const each of [first, last]) await each.getByRole('heading', { name: 'Cancelled' }).waitFor();
    for (const each of pages) await each.close();
    expectFaults(faults);
  });
}

/** The 20 s after which a hidden page gives its streams up go by in no time. */
const IMPATIENT = `const wait = setTimeout;
  setTimeout = (callback, ms, ...rest) => wait(callback, document.hidden && ms === 20_000 ? 0 : ms, ...rest);`;

function testHidden({ system, browser }: Tools): void {
  const openStreams = async (count: number) => {
    const metrics = await (await fetch(`${system().apiUrl}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^fbrain_live_streams ${count}$`, 'm'));
  };

  test('is what a hidden tab gives itself; who returns to it sees what happened meanwhile', async () => {
    await browser().open('/docs');
    await eventually(() => openStreams(0));
    const tabs = await openRealTabs(system(), required('chromiumPath'), IMPATIENT);
    const tab = await tabs.open('/runs');
    await eventually(() => openStreams(1));
    await (await tabs.open('/docs')).show();
    await eventually(() => openStreams(0));
    const { id } = await system().client.enqueue('demo.noop', {}, { delay: '1h' });
    await tab.show();
    await tab.until(`document.querySelector('a[href="/runs/${id}"]')`);
    await eventually(() => openStreams(1));
    await tabs.close();
  });
}

function testSessions({ system, browser }: Tools): void {
  test('of a session keeps what was typed for who signs in again, and hides it meanwhile', async () => {
    const { page, open, faults } = browser();
    await open('/tasks/text.word-count');
    await page.getByLabel('text').first().fill('not to be lost');
    await endSession(page);
    await signInAgain(page, system());
    expect(await page.getByLabel('text').first().inputValue()).toBe('not to be lost');
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL('**/runs/*');
    expectFaults(faults);
  });

  test('of a session comes in front of an open dialog, and leaves it as it was', async () => {
    const { page, open, faults } = browser();
    await open('/settings/tokens');
    await page.getByRole('button', { name: 'Create token' }).first().click();
    const name = page.getByRole('dialog', { name: 'Create token' }).getByLabel('Name');
    await name.fill('not to be lost');
    await endSession(page);
    await signInAgain(page, system());
    expect(await name.inputValue()).toBe('not to be lost');
    await page.keyboard.press('Escape');
    await name.waitFor({ state: 'detached' });
    expectFaults(faults);
  });

  test('of all tabs: who signs out of one has left them all, who signs in is in all', async () => {
    const { page, open, faults } = browser();
    const other = await page.context().newPage();
    await other.goto(`${system().url}/queues`);
    await other.getByRole('heading', { name: 'Queues' }).waitFor();
    await open('/settings');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'Sign in to F_BRAIN' }).waitFor();
    await page.getByLabel('Email').fill(system().admin.email);
    await page.getByLabel('Password').fill(system().admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Queues' }).waitFor();
    await other.close();
    expectFaults(faults);
  });
}

/** As if it had expired: this browser's other tabs hear nothing of it. */
const endSession = (page: Page): Promise<unknown> =>
  page.evaluate((header) => fetch('/api/v1/session', { method: 'DELETE', headers: { [header]: '1' } }), CSRF_HEADER);

async function signInAgain(page: Page, { admin }: System): Promise<void> {
  const again = page.getByRole('dialog', { name: 'Sign in to go on' });
  await again.waitFor();
  // There is no way around it.
  await page.keyboard.press('Escape');
  await again.getByLabel('Password').fill(admin.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'detached' });
}

/** Counts by path what a page reads from now on. */
function countReads(page: Page): () => Record<string, number> {
  const counts: Record<string, number> = {};
  page.on('request', (request: Request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.endsWith('/events')) counts[pathname] = (counts[pathname] ?? 0) + 1;
  });
  return () => counts;
}

function expectFaults(faults: string[]): void {
  expect(faults.splice(0).filter((fault) => !EXPECTED.test(fault))).toEqual([]);
}
