import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres } from '@fbrain/local-stack/postgres-server';
import { testEnvironment } from '@fbrain/testing/test-environment';
import type { Page } from 'playwright-core';
import { openBrowser } from './system/browser.ts';
import { type System, startSystem } from './system/system.ts';
import { untilState } from './system/until-state.ts';

/**
 * `bun tests/e2e/screenshots.ts`: photographs every page of the built system with real runs, in light, dark and on a
 * phone, into screenshots/, and the picture of the README into docs/. Build first: bun run build.
 */
const PROJECT = resolve(import.meta.dir, '../..');
const OUT = join(PROJECT, 'screenshots');
const LOOKS = {
  light: { width: 1280, height: 800, scheme: 'light' },
  dark: { width: 1280, height: 800, scheme: 'dark' },
  phone: { width: 390, height: 844, scheme: 'light' },
} as const;

interface Shown {
  /** Address by name of the picture. */
  pages: Record<string, string>;
}

await takePictures();

async function takePictures(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'fbrain-screenshots-'));
  const postgres = await startPostgres(join(dir, 'postgres'));
  await postgres.ready;
  const distDir = testEnvironment.distDir ?? join(PROJECT, 'dist');
  const system = await startSystem({ databaseUrl: postgres.url, rabbitmqUrl: undefined, distDir });
  try {
    await system.startWorker({ WORKER_NAME: 'worker-1' });
    await system.startWorker({ WORKER_NAME: 'worker-2' });
    await photograph(system, await givenWork(system));
  } finally {
    await system.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Runs in every state that a visitor would meet on a working day. */
async function givenWork({ client, tasksDir, ...system }: System): Promise<Shown> {
  const csv = await Bun.file(join(tasksDir, 'samples/orders.csv')).text();
  const whole = { client, tasksDir, ...system };
  const failed = await client.enqueue('demo.flaky', { failures: 0, permanent: true }, { tags: ['nightly'] });
  await client.enqueueMany([
    { task: 'text.word-count', input: { text: 'to be or not to be', top: 2 }, tags: ['customer-42'] },
    { task: 'demo.flaky', input: { failures: 9 }, maxAttempts: 2 },
    { task: 'csv.summarize', input: { csv: 'name;price\nApple;1.20\nPear;0.95\n' }, tags: ['import'] },
  ]);
  const later = await client.enqueue('demo.sleep', { seconds: 60 }, { delay: '2h', tags: ['tonight'] });
  await client.cancel((await client.enqueue('demo.sleep', { seconds: 30 }, { delay: '1h' })).id);
  const nightly = await client.schedules.create({
    name: 'nightly-import',
    task: 'demo.sleep',
    input: { seconds: 1 },
    cron: '30 2 * * 1-5',
    timezone: 'Europe/Paris',
  });
  await client.schedules.create({ name: 'heartbeat', task: 'demo.noop', every: '2s' });
  const flaky = await client.enqueue('demo.flaky', { failures: 2 });
  await Promise.all([client.wait(failed), client.wait(flaky)]);
  const summary = await client.enqueue('csv.summarize', { csv }, { tags: ['import', 'customer-42'] });
  await client.wait(summary);
  await client.enqueue('demo.flaky', { failures: 20 });
  const running = await client.enqueue('demo.sleep', { seconds: 90 }, { tags: ['customer-7'] });
  await untilState(whole, running.id, 'running');
  return {
    pages: {
      overview: '/',
      'overview-day': '/?range=24h',
      runs: '/runs',
      'runs-failed': '/runs?state=failed&youngerThan=1d',
      errors: '/errors',
      'run-running': `/runs/${running.id}`,
      'run-scheduled': `/runs/${later.id}`,
      'run-retried': `/runs/${flaky.id}`,
      'run-failed': `/runs/${failed.id}`,
      'run-output': `/runs/${summary.id}?tab=data`,
      tasks: '/tasks',
      'task-form': '/tasks/csv.summarize',
      'task-image': '/tasks/image.thumbnail',
      schedules: '/schedules',
      'schedules-week': '/schedules?view=week',
      schedule: `/schedules/${nightly.id}`,
      'schedule-new': '/schedules/new',
      queues: '/queues',
      workers: '/workers',
      docs: '/docs',
      'not-found': '/nowhere',
    },
  };
}

async function photograph(system: System, { pages }: Shown): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  const browser = await openBrowser(system, testEnvironment.chromiumPath ?? '/usr/bin/chromium');
  for (const [look, { width, height, scheme }] of Object.entries(LOOKS)) {
    await browser.page.setViewportSize({ width, height });
    await browser.page.emulateMedia({ colorScheme: scheme });
    for (const [name, path] of Object.entries(pages)) {
      await browser.open(path);
      await settle(browser.page);
      await browser.page.screenshot({ path: join(OUT, `${name}-${look}.png`) });
      if (name === 'runs' && look === 'light')
        await browser.page.screenshot({ path: join(PROJECT, 'docs/screenshot-runs.png') });
    }
  }
  await browser.close();
  if (browser.faults.length > 0) process.stderr.write(`Faults of the pages:\n${browser.faults.join('\n')}\n`);
}

/** Event streams never end, so "no more requests" never comes: the placeholders must be gone and fonts be drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator('#root *, #swagger-ui .opblock').first().waitFor();
  await page.locator('[role=status]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 400)))');
}
