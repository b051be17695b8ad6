import { parseArgs } from 'node:util';
import { type Browser, openBrowser } from '../../tests/e2e/system/browser.ts';
import type { System } from '../../tests/e2e/system/system.ts';
import { auditPages } from './audit-pages.ts';
import { startEventLoad } from './event-load.ts';
import { givenPages } from './given-pages.ts';
import {
  givenHistory,
  LOADED_ROWS,
  loadRows,
  measureInteractions,
  measureOpening,
  scrollList,
} from './interactions.ts';
import { LOG_LINES, scrollLongLog } from './long-log.ts';
import { preferDescendants } from './prefer-processes.ts';
import { renderTable } from './render-table.ts';
import { MAX_REQUESTS_PER_MINUTE, measureRequestRates } from './request-rates.ts';
import { areScoresGood, renderScores } from './scores.ts';
import { isSoakGood, renderSoak, soakTabs } from './soak-tabs.ts';
import { areTimesGood, FRAME_BUDGET, INTERACTION_BUDGET, renderTimes, type Times } from './times.ts';
import { startUiSystem } from './ui-system.ts';

/** About speed, measured unless others are named. */
const SPEED_PARTS = ['lighthouse', 'interactions', 'log'];
const PARTS = [...SPEED_PARTS, 'soak'];
const EVENTS_PER_SECOND = 1_000;
const COUNTED_SECONDS = 30;

export const UI_BENCH_HELP = `bun run bench:ui [--only ${PARTS.join('|')}] [--rounds 3] [--times 20]

Starts PostgreSQL, RabbitMQ, the compiled services and Nginx on loopback and looks at the built UI in headless Chromium:
Lighthouse on each page, as desktop and phone; the time from a key or click to its effect with ${LOADED_ROWS.toLocaleString('en')} rows loaded
while ${EVENTS_PER_SECOND.toLocaleString('en')} live events a second arrive, and the requests that pages send then; scrolling a log of a million
lines. Ends with 1 if a promise is not kept. Takes about 12 minutes.

--only soak keeps two tabs open through storms of events, walks through all pages, restarts, sleep and time in the
background, and holds what they weigh after each round beside the first. A round takes about a minute and a half.
`;

interface UiBenchPaths {
  /** Folder for all that is written. */
  dir: string;
  distDir: string;
  chromium: string;
}

/** Measures the UI and prints tables. Answers whether all promises are kept; null when help was wanted. */
export async function runUiBench(args: readonly string[], paths: UiBenchPaths): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: SPEED_PARTS },
      rounds: { type: 'string', default: '3' },
      times: { type: 'string', default: '20' },
    },
  });
  const unknown = values.only.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such part; one of ${PARTS.join(', ')}.`);
  // A soak is about memory: nobody's work has to wait for it.
  const prefer = values.only.some((part) => part !== 'soak') ? preferDescendants() : () => {};
  const { system, stop } = await startUiSystem(paths.dir, paths.distDir);
  try {
    const verdicts: boolean[] = [];
    if (values.only.includes('lighthouse'))
      verdicts.push(await lookAtPages(system, paths.chromium, Number(values.rounds)));
    if (values.only.includes('interactions'))
      verdicts.push(
        await withBrowser(system, paths.chromium, (browser) => useBusyPages(system, browser, Number(values.times))),
      );
    if (values.only.includes('log'))
      verdicts.push(await withBrowser(system, paths.chromium, (browser) => readLongLog(system, browser)));
    if (values.only.includes('soak')) verdicts.push(await soak(system, paths.chromium, Number(values.rounds)));
    return verdicts.every(Boolean);
  } finally {
    await stop();
    prefer();
  }
}

async function withBrowser<T>(system: System, chromium: string, use: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await openBrowser(system, chromium);
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

async function lookAtPages(system: System, chromium: string, rounds: number): Promise<boolean> {
  const pages = await givenPages(system);
  const scores = await auditPages({ system, chromium, pages, rounds, say: (line) => console.log(line) });
  console.log(`\n${renderScores(scores)}\n`);
  return areScoresGood(scores);
}

async function soak(system: System, chromium: string, rounds: number): Promise<boolean> {
  const say = (line: string) => console.log(line);
  const found = await soakTabs(system, { chromium, rounds, eventsPerSecond: EVENTS_PER_SECOND, say });
  console.log(`\n${renderSoak(found)}\n`);
  return isSoakGood(found);
}

async function useBusyPages(system: System, browser: Browser, times: number): Promise<boolean> {
  await givenHistory(system);
  const { id } = await system.client.enqueue('demo.sleep', { seconds: 3_000 });
  await browser.open('/runs');
  await loadRows(browser.page);
  const load = startEventLoad(system, EVENTS_PER_SECOND);
  try {
    const found = Object.entries(await measureInteractions(browser.page, times));
    found.push(['open a run', await measureOpening(browser, times)]);
    const all: Times[] = found.map(([name, values]) => ({ name, values, budget: INTERACTION_BUDGET }));
    await browser.open('/runs');
    await loadRows(browser.page);
    all.push({ name: 'frames while it is scrolled', values: await scrollList(browser.page), budget: FRAME_BUDGET });
    console.log(`\n${LOADED_ROWS} rows loaded\n${renderTimes(all)}\n`);

    const pages = { overview: '/', runs: '/runs', run: `/runs/${id}`, queues: '/queues' };
    const rates = Object.entries(await measureRequestRates(browser, pages, COUNTED_SECONDS));
    const rows = rates.map(([name, rate]) => [name, String(Math.round(rate)), String(MAX_REQUESTS_PER_MINUTE)]);
    console.log(renderTable(['requests a minute', 'measured', 'bound'], rows));
    console.log(`\nLive events meanwhile: ${Math.round(load.perSecond())} a second.\n`);
    return areTimesGood(all) && rates.every(([, rate]) => rate <= MAX_REQUESTS_PER_MINUTE);
  } finally {
    await load.stop();
  }
}

async function readLongLog(system: System, browser: Browser): Promise<boolean> {
  const values = await scrollLongLog(system, browser);
  const all: Times[] = [{ name: `frames while ${LOG_LINES} lines go by`, values, budget: FRAME_BUDGET }];
  console.log(`\n${renderTimes(all)}\n`);
  return areTimesGood(all);
}
