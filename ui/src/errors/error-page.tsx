import type { ErrorGroupDetail } from '@fbrain/core/errors/error-group';
import type { RunSearch } from '@fbrain/core/page/run-filter';
import { A, useParams } from '@solidjs/router';
import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { Sparkline } from '../charts/sparkline.tsx';
import { Button } from '../components/button.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { locale, t } from '../i18n/translate.ts';
import { BulkDialog } from '../runs/bulk-dialog.tsx';
import { BulkProgress } from '../runs/bulk-progress.tsx';
import { RunStack } from '../runs/run-stack.tsx';
import { runListQuery } from '../runs/runs-queries.ts';
import { RunsTable } from '../runs/runs-table.tsx';
import { Allowed } from '../session/allowed.tsx';
import { ErrorActions } from './error-actions.tsx';
import { ErrorStateBadge } from './error-state-badge.tsx';
import { errorQuery } from './errors-queries.ts';

/** One group of errors: what it is, how often, its runs, and what to do about it. */
export function ErrorPage() {
  const params = useParams<{ fingerprint: string }>();
  const query = useQuery(() => errorQuery(params.fingerprint));
  return (
    <QueryView query={query} pageTitle={t('nav.errors')}>
      {(group) => (
        <Page
          title={<span class="line-clamp-3">{group().message}</span>}
          documentTitle={group().message.slice(0, 60)}
          actions={<ErrorActions group={group()} />}
        >
          <div class="grid gap-4">
            <ErrorFacts group={group()} />
            <Show when={group().stack}>
              {(stack) => (
                <details class="panel px-4 py-3" open>
                  <summary class="w-fit font-medium">{t('errors.firstError')}</summary>
                  <RunStack stack={stack()} />
                </details>
              )}
            </Show>
            <ErrorRuns group={group()} />
          </div>
        </Page>
      )}
    </QueryView>
  );
}

function ErrorFacts(props: { group: ErrorGroupDetail }) {
  const number = (value: number) => value.toLocaleString(locale());
  const facts = (): [string, JSX.Element][] => [
    [t('column.state'), <ErrorStateBadge group={props.group} />],
    [
      t('column.task'),
      <A href={`/tasks/${encodeURIComponent(props.group.task)}`} class="font-medium hover:underline">
        {props.group.task}
      </A>,
    ],
    [t('column.error'), props.group.name ?? t(`error.kind.${props.group.kind}`)],
    [t('errors.attempts'), number(props.group.attempts)],
    [t('errors.failedRuns'), number(props.group.runs)],
    [t('errors.first'), <RelativeTime at={props.group.firstSeenAt} />],
    [t('errors.last'), <RelativeTime at={props.group.lastSeenAt} />],
    [
      t('errors.last24'),
      <Sparkline
        values={props.group.recent}
        label={t('errors.recent', { count: number(props.group.recent.reduce((sum, count) => sum + count, 0)) })}
      />,
    ],
  ];
  return (
    <dl class="panel grid grid-cols-2 gap-x-6 gap-y-3 p-4 sm:grid-cols-4">
      <For each={facts()}>
        {([name, value]) => (
          <div class="min-w-0">
            <dt class="text-xs text-muted">{name}</dt>
            <dd class="truncate tabular-nums">{value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}

/** The latest runs that failed so, and the way to do all of them again. */
function ErrorRuns(props: { group: ErrorGroupDetail }) {
  const filter = (): RunSearch => ({ states: [], fingerprint: props.group.fingerprint });
  const failed = (): RunSearch => ({ ...filter(), states: ['failed'] });
  const runs = useInfiniteQuery(() => runListQuery(filter(), true, 10));
  const [isAsking, setIsAsking] = createSignal(false);
  const [startedHere, setStartedHere] = createSignal<ReadonlySet<string>>(new Set());
  return (
    <>
      <BulkProgress
        startedHere={startedHere()}
        onSeen={() => setStartedHere(new Set<string>())}
        onStarted={(id) => setStartedHere(new Set([id]))}
      />
      <section class="panel overflow-hidden">
        <header class="flex flex-wrap items-center gap-2 px-4 py-3">
          <h2 class="mr-auto font-medium">{t('errors.runs')}</h2>
          <A href={`/runs?fingerprint=${props.group.fingerprint}`} class="px-2 text-xs text-accent hover:underline">
            {t('errors.allRuns')}
          </A>
          <Allowed to="runs:write">
            <Button
              icon="rotate"
              disabled={props.group.runs === 0}
              title={props.group.runs === 0 ? t('errors.replayNone') : undefined}
              onClick={() => setIsAsking(true)}
            >
              {t('errors.replay')}
            </Button>
          </Allowed>
        </header>
        <QueryView query={runs}>
          {(data) => (
            <Show
              when={data().pages.some((page) => page.items.length > 0)}
              fallback={<p class="px-4 pb-5 text-muted">{t('errors.noRuns')}</p>}
            >
              <RunsTable runs={data().pages.flatMap((page) => page.items)} />
            </Show>
          )}
        </QueryView>
      </section>
      <BulkDialog
        action="replay"
        filter={failed()}
        isOpen={isAsking()}
        onClose={() => setIsAsking(false)}
        onStarted={(id) => {
          setIsAsking(false);
          setStartedHere(new Set([id]));
        }}
      />
    </>
  );
}
