import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { System } from './system.ts';

export interface Browser {
  page: Page;
  /** Errors on the console, failed requests, and requests to elsewhere. Must stay empty. */
  faults: string[];
  /** Opens a page of the UI, signed in. */
  open(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Headless Chromium that asks nobody for anything. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Longer than a page takes on a busy machine. */
const PATIENCE_MS = 60_000;

/** Starts headless Chromium with a fresh profile below the system's folder. */
export async function openBrowser(system: System, executablePath: string): Promise<Browser> {
  const context = await chromium.launchPersistentContext(join(system.dir, 'profile'), {
    executablePath,
    headless: true,
    args: BROWSER_FLAGS,
    env: { HOME: system.dir, TMPDIR: system.dir },
    viewport: { width: 1280, height: 900 },
    locale: 'en',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  await signIn(page, system);
  return {
    page,
    faults: collectFaults(context, page, system.url),
    open: async (path) => void (await page.goto(`${system.url}${path}`)),
    close: () => context.close(),
  };
}

/** As the sign-in page does: the browser itself keeps the cookie. */
async function signIn(page: Page, { url, admin }: System): Promise<void> {
  await page.goto(`${url}/docs`);
  const status = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/session', { method: 'POST', headers, body })).status;
  }, JSON.stringify(admin));
  if (status !== 200) throw new Error(`The browser could not sign in: ${status}`);
}

function collectFaults(context: BrowserContext, page: Page, origin: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`request to elsewhere: ${url}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left gives up its event streams.
    if (reason !== 'net::ERR_ABORTED') faults.push(`failed request: ${request.url()} ${reason}`);
  });
  return faults;
}
