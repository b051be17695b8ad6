import type { QueueFlow } from '@fbrain/core/overview/overview';
import type { Queue } from '@fbrain/core/queue/queue';
import { A } from '@solidjs/router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { QueryView } from '../components/query-view.tsx';
import { settledData } from '../components/settled-data.ts';
import { formatElapsed } from '../format/format-elapsed.ts';
import { locale, t } from '../i18n/translate.ts';
import { overviewQuery } from '../overview/overview-queries.ts';
import { Allowed } from '../session/allowed.tsx';
import { can } from '../session/session.ts';
import { QueueLimitsDialog } from './queue-limits-dialog.tsx';
import { queueKeys, queuesQuery, setQueuePaused } from './queues-queries.ts';
import { rateText } from './rate-text.ts';
import { Utilisation } from './utilisation.tsx';

/** On a phone what waits and what runs must do. */
const COUNTED = [
  { state: 'queued', class: '' },
  { state: 'running', class: '' },
  { state: 'retrying', class: 'hidden sm:table-cell' },
  { state: 'scheduled', class: 'hidden sm:table-cell' },
  { state: 'blocked', class: 'hidden xl:table-cell' },
] as const;

/** Every queue with what waits in it, and the switch that pauses it. */
export function QueuesPage() {
  const query = useQuery(queuesQuery);
  const overview = useQuery(() => ({ ...overviewQuery(), enabled: can('stats:read') }));
  const flowOf = (name: string) => settledData(overview)?.queues.find((flow) => flow.name === name);
  return (
    <Page title={t('nav.queues')} documentTitle={t('nav.queues')} description={t('queues.about')}>
      <div class="panel overflow-x-auto">
        <QueryView query={query}>
          {(data) => (
            <Show
              when={data().items.length > 0}
              fallback={<EmptyState icon="layers" title={t('queues.empty')} hint={t('queues.emptyHint')} />}
            >
              <table class="table">
                <thead>
                  <tr>
                    <th>{t('column.queue')}</th>
                    <For each={COUNTED}>
                      {(count) => <th class={`text-right ${count.class}`}>{t(`state.${count.state}`)}</th>}
                    </For>
                    <th class="hidden text-right md:table-cell">{t('column.oldest')}</th>
                    <Allowed to="stats:read">
                      <th class="hidden text-right xl:table-cell">{t('overview.inOut')}</th>
                      <th class="hidden xl:table-cell">{t('overview.utilisation')}</th>
                    </Allowed>
                    <th class="hidden text-right md:table-cell">{t('nav.workers')}</th>
                    <th>
                      <span class="sr-only">{t('column.actions')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={data().items}>{(queue) => <QueueRow queue={queue} flow={flowOf(queue.name)} />}</For>
                </tbody>
              </table>
            </Show>
          )}
        </QueryView>
      </div>
    </Page>
  );
}

/** What the queue is limited to; nothing as a rule. */
function QueueLimits(props: { queue: Queue }) {
  const texts = () => [
    ...(props.queue.concurrency === null ? [] : [t('limits.atOnce', { limit: props.queue.concurrency })]),
    ...(props.queue.rate === null ? [] : [rateText(props.queue.rate)]),
  ];
  return (
    <Show when={texts().length > 0}>
      <span class="block text-xs text-muted">{texts().join(' · ')}</span>
    </Show>
  );
}

/** On a phone, where their columns have no room: what the person on call must see. */
function NarrowFacts(props: { queue: Queue }) {
  return (
    <>
      <Show when={props.queue.oldestReadySeconds}>
        {(seconds) => (
          <span class="block text-xs text-muted md:hidden">
            {t('queues.oldestWaits', { time: formatElapsed(seconds() * 1_000) })}
          </span>
        )}
      </Show>
      <Show when={props.queue.workers === 0}>
        <span class="block text-xs font-medium text-warning md:hidden">{t('queues.noWorker')}</span>
      </Show>
    </>
  );
}

/** What comes in and goes out a minute, and how much of what can serve the queue is taken. */
function FlowCells(props: { flow: QueueFlow | undefined }) {
  return (
    <Show
      when={props.flow}
      fallback={
        <>
          <td class="hidden text-right text-muted xl:table-cell">–</td>
          <td class="hidden text-muted xl:table-cell">–</td>
        </>
      }
    >
      {(flow) => (
        <>
          <td class="hidden text-right text-soft tabular-nums xl:table-cell">
            {formatCount(flow().inPerMinute)} <span class="text-muted">/</span> {formatCount(flow().outPerMinute)}
          </td>
          <td class="hidden xl:table-cell">
            <Utilisation part={flow().utilisation} />
          </td>
        </>
      )}
    </Show>
  );
}

function QueueRow(props: { queue: Queue; flow: QueueFlow | undefined }) {
  const client = useQueryClient();
  const [isEditing, setIsEditing] = createSignal(false);
  const setPaused = useMutation(() => ({
    mutationFn: (paused: boolean) => setQueuePaused(props.queue.name, paused),
    onSettled: () => client.invalidateQueries({ queryKey: queueKeys.all }),
  }));
  return (
    <>
      <tr class="h-11 hover:bg-hover">
        <td class="min-w-24 wrap-anywhere whitespace-normal">
          <A
            href={`/runs?queue=${encodeURIComponent(props.queue.name)}`}
            class="font-medium hover:underline"
            data-row-link=""
          >
            {props.queue.name}
          </A>
          <Show when={props.queue.paused}>
            <span class="ml-2 inline-flex items-center gap-1 align-middle text-xs font-medium text-warning">
              <Icon name="circle-pause" class="size-3.5" />
              {t('queues.paused')}
            </span>
          </Show>
          <QueueLimits queue={props.queue} />
          <NarrowFacts queue={props.queue} />
        </td>
        <For each={COUNTED}>
          {(count) => (
            <td class={`text-right tabular-nums ${count.class} ${props.queue[count.state] === 0 ? 'text-muted' : ''}`}>
              {formatCount(props.queue[count.state])}
            </td>
          )}
        </For>
        <td class="hidden text-right tabular-nums md:table-cell">
          <Show when={props.queue.oldestReadySeconds !== null} fallback={<span class="text-muted">–</span>}>
            {formatElapsed((props.queue.oldestReadySeconds ?? 0) * 1_000)}
          </Show>
        </td>
        <Allowed to="stats:read">
          <FlowCells flow={props.flow} />
        </Allowed>
        <td
          class={`hidden text-right tabular-nums md:table-cell ${props.queue.workers === 0 ? 'font-medium text-warning' : ''}`}
        >
          {props.queue.workers === 0 ? t('queues.noWorker') : props.queue.workers}
        </td>
        <td>
          <Allowed to="queues:write">
            <span class="flex items-center justify-end gap-1">
              <IconButton
                icon="settings"
                label={t('limits.edit', { queue: props.queue.name })}
                onClick={() => setIsEditing(true)}
              />
              <Button
                icon={props.queue.paused ? 'play' : 'pause'}
                disabled={setPaused.isPending}
                onClick={() => setPaused.mutate(!props.queue.paused)}
              >
                <span class="sr-only sm:not-sr-only xl:sr-only 2xl:not-sr-only">
                  {props.queue.paused ? t('queues.resume') : t('queues.pause')}
                </span>
              </Button>
            </span>
            <Show when={isEditing()}>
              <QueueLimitsDialog queue={props.queue} onClose={() => setIsEditing(false)} />
            </Show>
          </Allowed>
        </td>
      </tr>
      <Show when={setPaused.error}>
        {(error) => (
          <tr>
            <td colspan="11" class="py-2">
              <ProblemNotice error={error()} />
            </td>
          </tr>
        )}
      </Show>
    </>
  );
}

const formatCount = (count: number): string => count.toLocaleString(locale());
