import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { startGuarded } from '@fbrain/local-stack/guarded-process';
import { eventually } from '@fbrain/testing/eventually';
import lighthouse, { desktopConfig, type Flags } from 'lighthouse';
import { BROWSER_FLAGS } from '../../tests/e2e/system/browser.ts';
import type { Pages } from '../../tests/e2e/system/given-work.ts';
import type { System } from '../../tests/e2e/system/system.ts';
import { CATEGORIES, type Device, type PageScores, type Scores } from './scores.ts';

interface AuditOptions {
  system: System;
  chromium: string;
  /** The ones to look at, signed in. */
  pages: Pages;
  rounds: number;
  say: (line: string) => void;
}

const SIGN_IN = { name: 'sign-in', path: '/' };
const DEVICES: readonly Device[] = ['desktop', 'mobile'];

/** Lighthouse on the sign-in page and each of the pages, as desktop and as phone, each round with a cold cache. */
export async function auditPages({ system, chromium, pages, rounds, say }: AuditOptions): Promise<PageScores[]> {
  const port = await freePort();
  const browser = startGuarded({
    command: [chromium, ...BROWSER_FLAGS, '--headless=new', `--remote-debugging-port=${port}`, 'about:blank'],
    env: { HOME: system.dir, TMPDIR: system.dir },
    logFile: join(system.dir, 'lighthouse-browser.log'),
    stopSignal: 'SIGTERM',
  });
  try {
    await eventually(() => fetch(`http://127.0.0.1:${port}/json/version`), { timeoutMs: 20_000 });
    const cookie = await signIn(system);
    const visits = [SIGN_IN, ...Object.entries(pages).map(([name, path]) => ({ name, path, cookie }))];
    const found: PageScores[] = [];
    for (const visit of visits)
      for (const device of DEVICES) {
        const audits: Scores[] = [];
        for (let round = 0; round < rounds; round++) audits.push(await audit(system.url, port, { ...visit, device }));
        found.push({ name: visit.name, device, rounds: audits });
        say(`${visit.name} (${device}): ${audits.map(({ performance }) => Math.round(performance * 100)).join(', ')}`);
      }
    return found;
  } finally {
    await browser.stop();
  }
}

/** The cookie of a new session, as a header carries it. */
async function signIn({ url, admin }: System): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify(admin) });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`Nobody could sign in: POST /session answered ${answer.status}.`);
  return cookie;
}

async function audit(
  origin: string,
  port: number,
  { path, cookie, device }: { path: string; cookie?: string; device: Device },
): Promise<Scores> {
  const flags: Flags = {
    port,
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    ...(cookie === undefined ? {} : { extraHeaders: { cookie } }),
  };
  const result = await lighthouse(`${origin}${path}`, flags, device === 'desktop' ? desktopConfig : undefined);
  if (!result || result.lhr.runtimeError)
    throw new Error(`Lighthouse could not look at ${path}: ${result?.lhr.runtimeError?.message ?? 'no answer'}`);
  const { categories, audits } = result.lhr;
  const failed = Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9).map(({ id }) => id),
  );
  const scoreOf = (name: (typeof CATEGORIES)[number]) => categories[name]?.score ?? Number.NaN;
  return {
    performance: scoreOf('performance'),
    accessibility: scoreOf('accessibility'),
    'best-practices': scoreOf('best-practices'),
    seo: scoreOf('seo'),
    failed,
  };
}
