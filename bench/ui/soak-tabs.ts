import { openRealTabs, type RealTab } from '../../tests/e2e/system/real-tabs.ts';
import type { System } from '../../tests/e2e/system/system.ts';
import { startEventLoad } from './event-load.ts';
import { renderTable } from './render-table.ts';

/** What a tab holds after its garbage was collected. */
export interface TabWeight {
  heapBytes: number;
  nodes: number;
  listeners: number;
}

/** Weights by the name of the tab, one after each round. */
export type Soak = Record<string, TabWeight[]>;

interface SoakOptions {
  chromium: string;
  rounds: number;
  eventsPerSecond: number;
  say: (line: string) => void;
}

const BUSY_MS = 20_000;
/** Longer than a hidden tab keeps its streams (browser-connection.ts). */
const HIDDEN_MS = 25_000;
const ASLEEP_MS = 5_000;
const SECTIONS = ['/', '/errors', '/tasks', '/schedules', '/queues', '/workers', '/settings', '/runs'];
/** A leak grows with each round; what caches fill does not. */
const MAX_GROWTH = 1.1;

/**
 * Two tabs, the overview and the list of runs, through what days bring, round by round: a storm of events, a walk through
 * all pages, hours behind another tab, a sleeping computer, a restart of all services. After each round the list must
 * show the latest run. The first round fills the caches and does not count.
 */
export async function soakTabs(system: System, options: SoakOptions): Promise<Soak> {
  const tabs = await openRealTabs(system, options.chromium);
  const [overview, runs, other] = [await tabs.open('/'), await tabs.open('/runs'), await tabs.open('/docs')];
  const soak: Soak = { overview: [], runs: [] };
  let events = 0;
  try {
    for (let round = 0; round <= options.rounds; round++) {
      events += await storm(system, options.eventsPerSecond, [overview, runs]);
      await walk(runs);
      await sleep(system, runs, other);
      await hide(system, [overview, runs], other);
      if (round > 0) soak.overview?.push(await weigh(overview));
      if (round > 0) soak.runs?.push(await weigh(runs));
      options.say(`soak, round ${round} of ${options.rounds}: ${events.toLocaleString('en')} live events so far`);
    }
    return soak;
  } finally {
    await tabs.close();
  }
}

/** Answers how many events there were. */
async function storm(system: System, eventsPerSecond: number, tabs: RealTab[]): Promise<number> {
  const load = startEventLoad(system, eventsPerSecond);
  for (const tab of tabs) {
    await tab.show();
    await Bun.sleep(BUSY_MS);
  }
  await load.stop();
  return load.count();
}

/** Once through all pages and into three runs, by links as a reader goes. */
async function walk(tab: RealTab): Promise<void> {
  for (const path of SECTIONS) await click(tab, `a[href="${path}"]`, path);
  for (const row of [0, 5, 10]) {
    await tab.until(`document.querySelectorAll('[data-row-link]')[${row}]`);
    await tab.evaluate(`document.querySelectorAll('[data-row-link]')[${row}].click()`);
    await tab.until(`/^.runs.[^/]+$/.test(location.pathname) && document.querySelector('[role=tab]')`);
    // Nobody goes back before the page is drawn.
    await tab.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await tab.evaluate('history.back()');
    await tab.until(`location.pathname === '/runs' && document.querySelector('[data-row-link]')`);
  }
}

async function click(tab: RealTab, link: string, path: string): Promise<void> {
  await tab.evaluate(`document.querySelector('${link}').click()`);
  await tab.until(`location.pathname === '${path}' && !document.querySelector('.animate-pulse')`);
}

/** The tab is put to sleep behind another one, and wakes up to a system that was restarted meanwhile. */
async function sleep(system: System, tab: RealTab, other: RealTab): Promise<void> {
  await other.show();
  await tab.send('Page.setWebLifecycleState', { state: 'frozen' });
  await system.endServices();
  await Bun.sleep(ASLEEP_MS);
  await system.startApi({ API_PORT: new URL(system.apiUrl).port });
  await system.startWorker();
  await tab.send('Page.setWebLifecycleState', { state: 'active' });
  await tab.show();
  await showsLatest(system, tab);
}

async function hide(system: System, tabs: RealTab[], other: RealTab): Promise<void> {
  await other.show();
  await Bun.sleep(HIDDEN_MS);
  for (const tab of tabs) await tab.show();
  await showsLatest(system, tabs.at(-1));
}

/** A run of now is in the list, with its end. */
async function showsLatest(system: System, tab: RealTab | undefined): Promise<void> {
  const { id } = await system.client.enqueue('demo.noop', {});
  await tab?.until(`document.querySelector('tr:has(a[href="/runs/${id}"])')?.textContent.includes('Succeeded')`);
}

async function weigh(tab: RealTab): Promise<TabWeight> {
  // What the first collection sets free may be the last that holds on to more.
  for (let time = 0; time < 3; time++) await tab.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tab.send<{ usedSize: number }>('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await tab.send<{ nodes: number; jsEventListeners: number }>(
    'Memory.getDOMCounters',
  );
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

export function renderSoak(soak: Soak): string {
  const rows = Object.entries(soak).flatMap(([tab, weights]) =>
    weights.map(({ heapBytes, nodes, listeners }, index) => [
      `${tab}, round ${index + 1}`,
      `${(heapBytes / 1e6).toFixed(1)} MB`,
      String(nodes),
      String(listeners),
    ]),
  );
  return renderTable(['after garbage collection', 'heap', 'DOM nodes', 'listeners'], rows);
}

/** Whether no tab grew: the lightest of its last rounds beside the heaviest of its first. */
export const isSoakGood = (soak: Soak): boolean =>
  Object.values(soak).every((weights) =>
    (['heapBytes', 'nodes', 'listeners'] as const).every((what) => {
      const values = weights.map((weight) => weight[what]);
      const third = Math.ceil(values.length / 3);
      return Math.min(...values.slice(-third)) <= Math.max(...values.slice(0, third)) * MAX_GROWTH;
    }),
  );
