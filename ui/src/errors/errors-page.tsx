import { ERROR_GROUP_STATES, type ErrorGroup, type ErrorGroupFilter } from '@fbrain/core/errors/error-group';
import { A, useSearchParams } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { createMemo, For, Show } from 'solid-js';
import { Sparkline } from '../charts/sparkline.tsx';
import { Button } from '../components/button.tsx';
import { Chip } from '../components/chip.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { locale, t } from '../i18n/translate.ts';
import { ErrorStateBadge } from './error-state-badge.tsx';
import { errorListQuery } from './errors-queries.ts';

interface ErrorParams extends Record<string, string | string[] | undefined> {
  state?: string | undefined;
  task?: string | undefined;
  q?: string | undefined;
}

/** Open ones are what a page of errors is for; an address may ask for others. */
function toFilter({ state = 'open', task, q }: ErrorParams): ErrorGroupFilter {
  const known = ERROR_GROUP_STATES.find((each) => each === state) ?? 'open';
  return { state: [known], ...(task ? { task } : {}), ...(q ? { q } : {}) };
}

/** Failures, grouped by what went wrong: 40 000 failures are three lines. */
export function ErrorsPage() {
  const [params, setParams] = useSearchParams<ErrorParams>();
  const filter = createMemo(() => toFilter(params));
  const query = useInfiniteQuery(() => errorListQuery(filter()));
  const change = (changes: ErrorParams) => setParams(changes, { replace: true });
  return (
    <Page title={t('nav.errors')} documentTitle={t('nav.errors')} description={t('errors.about')}>
      <div class="flex flex-wrap gap-2 pb-4">
        <SearchField
          isMain
          label={t('errors.search')}
          value={params.q ?? ''}
          onSearch={(q) => change({ q: q || undefined })}
        />
        <Select
          label={t('errors.states')}
          class="w-auto"
          value={filter().state?.[0] ?? 'open'}
          options={ERROR_GROUP_STATES.map((state) => ({ value: state, label: t(`errors.state.${state}`) }))}
          onChange={(state) => change({ state: state === 'open' ? undefined : state })}
        />
        <Show when={params.task}>
          <Chip onClick={() => change({ task: undefined })} label={t('runs.removeFilter')}>
            {t('column.task')}: <span class="font-mono">{params.task}</span>
            <Icon name="x" class="size-3" />
          </Chip>
        </Show>
      </div>
      <div class="panel overflow-hidden">
        <QueryView query={query}>
          {(data) => {
            const groups = createMemo(() => data().pages.flatMap((page) => page.items));
            return (
              <Show when={groups().length > 0} fallback={<NoErrors isFiltered={isNarrowed(params)} />}>
                <ErrorTable groups={groups()} />
                <Show when={query.hasNextPage}>
                  <footer class="border-t px-3 py-2 text-right">
                    <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      {t('runs.more')}
                    </Button>
                  </footer>
                </Show>
              </Show>
            );
          }}
        </QueryView>
      </div>
    </Page>
  );
}

const isNarrowed = ({ state, task, q }: ErrorParams): boolean => [state, task, q].some((value) => Boolean(value));

function NoErrors(props: { isFiltered: boolean }) {
  return (
    <Show
      when={props.isFiltered}
      fallback={<EmptyState icon="circle-check" title={t('errors.empty')} hint={t('errors.emptyHint')} />}
    >
      <EmptyState icon="search" title={t('errors.noMatch')} hint={t('errors.noMatchHint')} />
    </Show>
  );
}

function ErrorTable(props: { groups: readonly ErrorGroup[] }) {
  return (
    <div class="overflow-x-auto">
      <table class="table">
        <thead>
          <tr>
            <th>{t('column.error')}</th>
            <th class="hidden md:table-cell">{t('errors.last24')}</th>
            <th class="text-right">{t('errors.attempts')}</th>
            <th class="hidden text-right sm:table-cell">{t('errors.first')}</th>
            <th class="text-right">{t('errors.last')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.groups}>{(group) => <ErrorRow group={group} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function ErrorRow(props: { group: ErrorGroup }) {
  const lately = () => props.group.recent.reduce((sum, count) => sum + count, 0);
  return (
    <tr class="relative hover:bg-hover">
      <td class="max-w-0 w-full py-2">
        <A
          href={`/errors/${props.group.fingerprint}`}
          class="block truncate font-medium after:absolute after:inset-0"
          title={props.group.message}
          data-row-link=""
        >
          {props.group.message}
        </A>
        <span class="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          <ErrorStateBadge group={props.group} />
          <span class="truncate">{props.group.task}</span>
          <span class="truncate">{props.group.name ?? t(`error.kind.${props.group.kind}`)}</span>
        </span>
      </td>
      <td class="hidden md:table-cell">
        <Sparkline
          values={props.group.recent}
          label={t('errors.recent', { count: lately().toLocaleString(locale()) })}
        />
      </td>
      <td class="text-right tabular-nums">{props.group.attempts.toLocaleString(locale())}</td>
      <td class="hidden text-right text-soft sm:table-cell">
        <RelativeTime at={props.group.firstSeenAt} class="relative" />
      </td>
      <td class="text-right text-soft">
        <RelativeTime at={props.group.lastSeenAt} class="relative" />
      </td>
    </tr>
  );
}
