import { A, useLocation, useSearchParams } from '@solidjs/router';
import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query';
import { createMemo, createSignal, onMount, Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t, tn } from '../i18n/translate.ts';
import { focusSearch } from '../layout/use-shortcuts.ts';
import { BulkBar } from './bulk-bar.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { NoRuns } from './no-runs.tsx';
import { isFiltered, type RunFilterParams, toRunFilter } from './run-filter-params.ts';
import { RunFilters } from './run-filters.tsx';
import { keepFirstPage, runListQuery } from './runs-queries.ts';
import { RunsTable } from './runs-table.tsx';

/** The list of runs, newest first, kept up to date until someone pauses it or looks at older pages. */
export function RunsPage() {
  const [params, setParams] = useSearchParams<RunFilterParams>();
  const location = useLocation<{ focusSearch?: boolean }>();
  const client = useQueryClient();
  const filter = createMemo(() => toRunFilter(params));
  const [isLive, setIsLive] = createSignal(true);
  const query = useInfiniteQuery(() => runListQuery(filter(), isLive()));
  const [startedHere, setStartedHere] = createSignal<ReadonlySet<string>>(new Set());
  onMount(() => location.state?.focusSearch && focusSearch());

  const resume = () => {
    keepFirstPage(client, filter());
    setIsLive(true);
  };
  const loadMore = () => {
    // Rows must not move while someone reads the older ones.
    setIsLive(false);
    void query.fetchNextPage();
  };
  const changeFilter = (changes: Record<string, string | string[] | undefined>) => {
    setIsLive(true);
    setParams(changes, { replace: true });
  };
  return (
    <Page
      title={t('nav.runs')}
      documentTitle={t('nav.runs')}
      actions={
        <>
          <Button icon={isLive() ? 'pause' : 'play'} onClick={() => (isLive() ? setIsLive(false) : resume())}>
            {isLive() ? t('runs.pause') : t('runs.resume')}
          </Button>
          <A href="/tasks" class={buttonClass('primary')}>
            {t('runs.start')}
          </A>
        </>
      }
    >
      <RunFilters filter={filter()} onChange={changeFilter} />
      <BulkProgress
        startedHere={startedHere()}
        onSeen={(id) => setStartedHere((ids) => ids.difference(new Set([id])))}
      />
      <div class="panel overflow-hidden">
        <QueryView query={query}>
          {(data) => {
            const runs = createMemo(() => data().pages.flatMap((page) => page.items));
            return (
              <Show
                when={runs().length > 0}
                fallback={<NoRuns isFiltered={isFiltered(filter())} onClear={changeFilter} />}
              >
                <BulkBar filter={filter()} onStarted={(id) => setStartedHere((ids) => new Set([...ids, id]))} />
                <RunsTable runs={runs()} />
                <footer class="flex items-center justify-between gap-4 border-t px-3 py-2 text-xs text-muted">
                  <span class="tabular-nums">{tn('runs.shown', runs().length)}</span>
                  <Show when={!isLive()}>
                    <span>{t('runs.paused')}</span>
                  </Show>
                  <Show when={query.hasNextPage} fallback={<span>{t('runs.end')}</span>}>
                    <Button disabled={query.isFetchingNextPage} onClick={loadMore}>
                      {query.isFetchingNextPage ? t('common.loading') : t('runs.more')}
                    </Button>
                  </Show>
                </footer>
              </Show>
            );
          }}
        </QueryView>
      </div>
    </Page>
  );
}
