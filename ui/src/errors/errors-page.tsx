import {
  ERROR_GROUP_STATES,
  type ErrorGroup,
  type ErrorGroupFilter,
  type ErrorGroupState,
} from '@fbrain/core/errors/error-group';
import { useSearchParams } from '@solidjs/router';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/solid-query';
import { createMemo, createSignal, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Chip } from '../components/chip.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { QueryView } from '../components/query-view.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { UndoNotice } from '../components/undo-notice.tsx';
import { t } from '../i18n/translate.ts';
import { ErrorTable } from './error-table.tsx';
import { errorKeys, errorListQuery, setErrorState } from './errors-queries.ts';

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
  const dealing = useDealing();
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
      <Dealt dealing={dealing} />
      <div class="panel overflow-hidden">
        <QueryView query={query}>
          {(data) => {
            const groups = createMemo(() => data().pages.flatMap((page) => page.items));
            return (
              <Show when={groups().length > 0} fallback={<NoErrors isFiltered={isNarrowed(params)} />}>
                <ErrorTable groups={groups()} onState={dealing.deal} />
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

/** Says what is to be done about groups, one at a time, and remembers the latest for the way back. */
function useDealing() {
  const client = useQueryClient();
  const [latest, setLatest] = createSignal<{ group: ErrorGroup; state: ErrorGroupState } | null>(null);
  const change = useMutation(() => ({
    mutationFn: ({ group, state }: { group: ErrorGroup; state: ErrorGroupState }) =>
      setErrorState(group.fingerprint, state),
    onSuccess: (_, asked) => setLatest(asked.state === 'open' ? null : asked),
    onSettled: () => client.invalidateQueries({ queryKey: errorKeys.all }),
  }));
  const deal = (group: ErrorGroup, state: ErrorGroupState) => change.mutate({ group, state });
  return { deal, change, latest, forget: () => setLatest(null) };
}

/** What was just done to a group, with the way back. */
function Dealt({ dealing: { deal, change, latest, forget } }: { dealing: ReturnType<typeof useDealing> }) {
  return (
    <>
      <Show when={latest()}>
        {(dealt) => (
          <UndoNotice
            text={`${t(`errors.is.${dealt().state}`)}: ${dealt().group.message}`}
            isPending={change.isPending}
            onUndo={() => deal(dealt().group, 'open')}
            onClose={forget}
          />
        )}
      </Show>
      <Show when={change.error}>{(error) => <ProblemNotice error={error()} />}</Show>
    </>
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
