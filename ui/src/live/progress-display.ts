import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { Page } from '@fbrain/core/page/page';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import type { InfiniteData, QueryClient } from '@tanstack/solid-query';
import { runKeys } from '../runs/runs-queries.ts';

type ProgressEvent = Extract<LiveEvent, { kind: 'run-progress' }>;
type LatestProgress = Map<string, ProgressEvent>;

/** Progress is drawn this often at most: a busy system reports thousands of times a second, an eye sees ten. */
const DRAW_INTERVAL_MS = 200;

/** Shows reported progress without asking the server. Returns what takes the reports. */
export function createProgressDisplay(
  client: QueryClient,
  schedule: (callback: () => void, delayMs: number) => void,
): (event: ProgressEvent) => void {
  const latest: LatestProgress = new Map();
  return (event) => {
    if (latest.size === 0) {
      schedule(() => {
        // Taken out first: should drawing fail, the next report is drawn all the same.
        const drawn = new Map(latest);
        latest.clear();
        draw(client, drawn);
      }, DRAW_INTERVAL_MS);
    }
    latest.set(event.runId, event);
  };
}

function draw(client: QueryClient, latest: LatestProgress): void {
  client.setQueriesData<Run>({ queryKey: runKeys.ones, predicate: ({ queryKey }) => queryKey.length === 3 }, (run) =>
    run && latest.has(run.id) ? withProgress(run, latest) : run,
  );
  client.setQueriesData<InfiniteData<Page<RunSummary>>>({ queryKey: runKeys.lists }, (list) => {
    const isNews = (page: Page<RunSummary>) => page.items.some((run) => latest.has(run.id));
    if (!list?.pages.some(isNews)) return list;
    // Pages without news stay the same objects: nobody has to compare their rows.
    const pages = list.pages.map((page) =>
      isNews(page) ? { ...page, items: page.items.map((run) => withProgress(run, latest)) } : page,
    );
    return { ...list, pages };
  });
}

/** A late report must not move the bar of a run that has ended. */
function withProgress<R extends Run | RunSummary>(run: R, latest: LatestProgress): R {
  const event = latest.get(run.id);
  if (!event || run.state !== 'running') return run;
  return { ...run, progress: { fraction: event.fraction, message: event.message } };
}
