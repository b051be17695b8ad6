import type { RunSearch } from '@fbrain/core/page/run-filter';
import { A, useLocation, useSearchParams } from '@solidjs/router';
import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import { pagedItems } from '../api/paged-items.ts';
import { Button, buttonClass, IconButton } from '../components/button.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t, tn } from '../i18n/translate.ts';
import { focusSearch } from '../layout/use-shortcuts.ts';
import { Allowed } from '../session/allowed.tsx';
import { can } from '../session/session.ts';
import { BulkBar } from './bulk-bar.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { ColumnsDialog } from './columns-dialog.tsx';
import { NoRuns } from './no-runs.tsx';
import { isFiltered, type RunFilterParams, toParams, toRunFilter } from './run-filter-params.ts';
import { RunFilters } from './run-filters.tsx';
import { createRunSelection } from './run-selection.ts';
import { keepFirstPage, keepPages, runListQuery } from './runs-queries.ts';
import { RunsTable } from './runs-table.tsx';

/** How much of a long list is kept for who opens a run and comes back: a thousand rows. */
const MAX_KEPT_PAGES = 20;

/** The list of runs, newest first, kept up to date until someone pauses it or looks at older pages. */
export function RunsPage() {
  const [params, setParams] = useSearchParams<RunFilterParams>();
  const location = useLocation<{ focusSearch?: boolean; isPaused?: boolean }>();
  const client = useQueryClient();
  // The same conditions are the same filter: a parameter of another part of the page changes nothing.
  const filter = createMemo(() => toRunFilter(params), undefined, { equals: isSameFilter });
  const [isChoosingColumns, setIsChoosingColumns] = createSignal(false);
  // Who comes back by the history finds the list as it was left, unless it has been forgotten since.
  const isKept = () => location.state?.isPaused && client.getQueryData(runListQuery(filter(), true).queryKey);
  const [isLive, setIsLive] = createSignal(!isKept());
  createEffect(on(isLive, (live) => history.replaceState({ ...history.state, isPaused: !live }, ''), { defer: true }));
  if (isLive()) keepFirstPage(client, filter());
  const query = useInfiniteQuery(() => runListQuery(filter(), isLive()));
  const [startedHere, setStartedHere] = createSignal<ReadonlySet<string>>(new Set());
  const selection = createRunSelection(() =>
    (query.data?.pages ?? []).flatMap((page) => page.items.map(({ id }) => id)),
  );
  onMount(() => location.state?.focusSearch && focusSearch());
  // All pages that were looked at would be read again and again by a list that is live.
  createEffect(() => {
    const left = filter();
    onCleanup(() => keepPages(client, left, isLive() ? 1 : MAX_KEPT_PAGES));
  });

  const resume = () => {
    keepFirstPage(client, filter());
    setIsLive(true);
  };
  const started = (id: string) => {
    setStartedHere((ids) => new Set([...ids, id]));
    // A list that stands still would go on to show what is no longer so.
    if (!isLive()) resume();
  };
  const loadMore = () => {
    // Rows must not move while someone reads the older ones.
    setIsLive(false);
    void query.fetchNextPage();
  };
  const search = (wanted: RunSearch) => {
    if (isSameFilter(wanted, filter())) return;
    setIsLive(true);
    setParams(toParams(wanted), { replace: true });
  };
  return (
    <Page
      title={t('nav.runs')}
      documentTitle={t('nav.runs')}
      actions={
        <>
          <IconButton icon="settings" label={t('runs.columns')} onClick={() => setIsChoosingColumns(true)} />
          <Button icon={isLive() ? 'pause' : 'play'} onClick={() => (isLive() ? setIsLive(false) : resume())}>
            {isLive() ? t('runs.pause') : t('runs.resume')}
          </Button>
          <Allowed to="runs:write">
            <A href="/tasks" class={buttonClass('primary')}>
              {t('runs.start')}
            </A>
          </Allowed>
        </>
      }
    >
      <RunFilters search={filter()} onSearch={search} />
      <ColumnsDialog isOpen={isChoosingColumns()} onClose={() => setIsChoosingColumns(false)} />
      <BulkProgress
        startedHere={startedHere()}
        onSeen={(id) => setStartedHere((ids) => ids.difference(new Set([id])))}
        onStarted={started}
      />
      <div class="panel overflow-hidden">
        <QueryView query={query}>
          {(data) => {
            const runs = pagedItems(() => data().pages);
            return (
              <Show
                when={runs().length > 0}
                fallback={<NoRuns isFiltered={isFiltered(filter())} onClear={() => search({ states: [] })} />}
              >
                <BulkBar filter={filter()} selection={selection} onStarted={started} />
                <RunsTable runs={runs()} selection={can('runs:write') ? selection : undefined} />
                <footer class="flex items-center justify-between gap-4 border-t px-3 py-2 text-xs text-muted">
                  <span class="tabular-nums">{tn('runs.shown', runs().length)}</span>
                  <Show when={!isLive()}>
                    <span>{t('runs.paused')}</span>
                  </Show>
                  <Show when={query.hasNextPage} fallback={<span>{t('runs.end')}</span>}>
                    <MoreButton query={query} onClick={loadMore} />
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

const isSameFilter = (a: RunSearch, b: RunSearch): boolean => JSON.stringify(a) === JSON.stringify(b);
