import type { LiveEvent } from '@fbrain/core/event/live-event';
import type { Page } from '@fbrain/core/page/page';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import type { InfiniteData, QueryClient } from '@tanstack/solid-query';
import { runKeys } from '../runs/runs-queries.ts';

type ProgressEvent = Extract<LiveEvent, { kind: 'run-progress' }>;

/** Shows progress at once, without asking the server: a busy run reports it many times a second. */
export function applyProgress(client: QueryClient, event: ProgressEvent): void {
  client.setQueryData<Run>(runKeys.one(event.runId), (run) => run && withProgress(run, event));
  client.setQueriesData<InfiniteData<Page<RunSummary>>>({ queryKey: runKeys.lists }, (list) => {
    const isShown = list?.pages.some((page) => page.items.some((run) => run.id === event.runId));
    if (!list || !isShown) return list;
    const pages = list.pages.map((page) => ({ ...page, items: page.items.map((run) => withProgress(run, event)) }));
    return { ...list, pages };
  });
}

/** A late report must not move the bar of a run that has ended. */
function withProgress<R extends Run | RunSummary>(run: R, { runId, fraction, message }: ProgressEvent): R {
  return run.id === runId && run.state === 'running' ? { ...run, progress: { fraction, message } } : run;
}
