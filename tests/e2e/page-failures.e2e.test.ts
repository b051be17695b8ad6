import { beforeAll, beforeEach, expect, test } from 'bun:test';
import { eventually } from '@fbrain/testing/eventually';
import type { Page, Route } from 'playwright-core';
import { axeViolations } from './system/axe.ts';
import { describeSystem, type Tools } from './system/describe-system.ts';
import { givenWork, type Pages } from './system/given-work.ts';

const API = '**/api/v1/**';
/** Answered as ever: who is signed in, and what happens. */
const KEPT = /\/api\/v1\/(session\/state|events)$/;

interface Failure {
  name: string;
  answer: (route: Route) => Promise<void>;
  /** What every notice of the page then says. */
  says: string;
}

/** Every page meets the first, and one of the others in turn: all are drawn in one place, and each page has to use it. */
const SERVER_ERROR: Failure = {
  name: 'an error of the server',
  answer: problem(500, 'internal', 'Our fault'),
  says: 'Our fault',
};
const OTHERS: Failure[] = [
  { name: 'the page of a proxy', answer: html(200), says: 'Something else answered in the place of F_BRAIN (200)' },
  { name: 'a refusal', answer: problem(403, 'forbidden', 'Ask an admin'), says: 'Ask an admin' },
  { name: 'what is gone', answer: problem(404, 'run-not-found', 'No such run'), says: 'No such run' },
  { name: 'too many requests', answer: problem(429, 'overloaded', 'Come back'), says: 'Come back' },
  { name: 'a replica that is gone', answer: problem(503, 'unavailable', 'No replica'), says: 'No replica' },
  { name: 'the refusal of a proxy', answer: html(403), says: 'Something else answered in the place of F_BRAIN (403)' },
];

describeSystem('a page', { transport: 'postgres', browser: true, nginx: true }, (tools) => {
  beforeEach(async () => {
    await tools.browser().page.unrouteAll({ behavior: 'ignoreErrors' });
  });
  testAllPages(tools);
  testMissingParts(tools);
  testStart(tools);
});

function testAllPages({ system, browser }: Tools): void {
  const shown: { pages: Pages } = { pages: {} };
  beforeAll(async () => {
    shown.pages = onePerRoute(await givenWork(system()));
  });

  test('whatever the server answers, says so and what to do, and is there once asked again', async () => {
    const { page, open, faults } = browser();
    let answer = asEver;
    await page.route(API, (route) => (KEPT.test(route.request().url()) ? asEver(route) : answer(route)));
    for (const [index, [name, path]] of Object.entries(shown.pages).entries()) {
      answer = SERVER_ERROR.answer;
      await open(path);
      for (const failure of [SERVER_ERROR, OTHERS[index % OTHERS.length] ?? SERVER_ERROR]) {
        answer = failure.answer;
        await eventually(async () => {
          await askAgain(page);
          const notices = await page.locator('main [role=alert] p:first-child').allTextContents();
          expect({ name, failure: failure.name, says: notices[0] ?? '' }).toEqual({
            name,
            failure: failure.name,
            says: expect.stringContaining(failure.says),
          });
          for (const notice of notices) expect(notice).toContain(failure.says);
          expect({ name, headings: await page.locator('main h1').count() }).toEqual({ name, headings: 1 });
        });
      }
      expect({ name, violations: await axeViolations(page, [], 'main') }).toEqual({ name, violations: [] });
      answer = asEver;
      await eventually(async () => {
        await askAgain(page);
        expect({ name, notices: await page.getByRole('alert').allTextContents() }).toEqual({ name, notices: [] });
        expect({ name, loading: await page.locator('main .animate-pulse').count() }).toEqual({ name, loading: 0 });
        expect(await page.locator('main h1').count()).toBe(1);
      });
    }
    expectFaults(faults, /status of (403|404|429|500|503)/);
  });
}

function testMissingParts({ browser }: Tools): void {
  test('that does not arrive after an update offers a reload, never does it by itself, and keeps the others', async () => {
    const { page, open, faults } = browser();
    await open('/workers');
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    let loads = 0;
    page.on('load', () => loads++);
    await page.route('**/assets/queues-page-*.js', (route) => route.fulfill({ status: 404 }));
    const section = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
    await section('Queues').click();
    await page.getByText('A part of F_BRAIN could not be loaded').waitFor();
    await section('Workers').click();
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await section('Queues').click();
    await page.getByText('A part of F_BRAIN could not be loaded').waitFor();
    expect(loads).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { name: 'Queues' }).waitFor();
    expectFaults(faults, /status of 404/);
  });
}

function testStart({ browser }: Tools): void {
  test('that finds no server at first says so, and is there by itself once the server is', async () => {
    const { page, open, faults } = browser();
    await page.route(API, (route) => route.abort('connectionrefused'));
    await open('/queues');
    await page.getByText('The server cannot be reached').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('heading', { name: 'Queues' }).waitFor();
    expectFaults(faults, /CONNECTION_REFUSED/);
  });
}

const asEver: Failure['answer'] = (route) => route.continue();

/** Without those that read nothing, and without second looks at the same page. */
const SKIPPED = /^(not-found|overview-day|runs-failed|run-(scheduled|retried|output)|task-image|schedules-week)$/;
const onePerRoute = (pages: Pages): Pages =>
  Object.fromEntries(Object.entries(pages).filter(([name]) => !SKIPPED.test(name)));

function problem(status: number, code: string, detail: string): Failure['answer'] {
  const body = JSON.stringify({ type: `urn:${code}`, title: code, status, code, detail, errors: [], requestId: 'r-1' });
  // What the page tries again by itself, it need not wait for.
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '0' };
  return (route) => route.fulfill({ status, headers, body });
}

function html(status: number): Failure['answer'] {
  return (route) => route.fulfill({ status, contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' });
}

/** Presses all buttons that there are: a page has a notice for each of its parts. */
const askAgain = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Try again' }).evaluateAll((buttons) => {
    for (const button of buttons) button.click();
  });

/** Takes away what the browser itself says about answers that failed on purpose. */
function expectFaults(faults: string[], expected: RegExp): void {
  expect(faults.splice(0).filter((fault) => !expected.test(fault))).toEqual([]);
}
