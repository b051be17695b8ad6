import type { QueueFlow } from '@fbrain/core/overview/overview';
import { A } from '@solidjs/router';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { formatElapsed } from '../format/format-elapsed.ts';
import { locale, t } from '../i18n/translate.ts';
import { queueKeys, setQueuePaused } from '../queues/queues-queries.ts';
import { Utilisation } from '../queues/utilisation.tsx';
import { Allowed } from '../session/allowed.tsx';
import { overviewKeys } from './overview-queries.ts';
import { Panel, PanelEmpty } from './panel.tsx';

/** More do not fit; the page of queues has them all. */
const SHOWN = 12;

/** Queues with what waits, how long, what flows and how busy they are; those with work first. */
export function QueuesPanel(props: { queues: readonly QueueFlow[] }) {
  const shown = () => props.queues.toSorted((a, b) => b.queued + b.running - (a.queued + a.running)).slice(0, SHOWN);
  return (
    <Panel title={t('nav.queues')} href="/queues">
      <Show when={props.queues.length > 0} fallback={<PanelEmpty text={t('overview.noQueues')} />}>
        <div class="overflow-x-auto">
          <table class="table">
            <thead>
              <tr>
                <th>{t('column.queue')}</th>
                <th class="text-right">{t('overview.depth')}</th>
                <th class="hidden text-right sm:table-cell">{t('overview.oldest')}</th>
                <th class="text-right">{t('overview.inOut')}</th>
                <th class="hidden sm:table-cell">{t('overview.utilisation')}</th>
                <th>
                  <span class="sr-only">{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={shown()}>{(queue) => <QueueRow queue={queue} />}</For>
            </tbody>
          </table>
        </div>
      </Show>
    </Panel>
  );
}

function QueueRow(props: { queue: QueueFlow }) {
  const client = useQueryClient();
  const setPaused = useMutation(() => ({
    mutationFn: (paused: boolean) => setQueuePaused(props.queue.name, paused),
    onSettled: () =>
      Promise.all([overviewKeys.all, queueKeys.all].map((queryKey) => client.invalidateQueries({ queryKey }))),
  }));
  const oldest = () => formatElapsed((props.queue.oldestReadySeconds ?? 0) * 1_000);
  const number = (value: number) => value.toLocaleString(locale());
  return (
    <tr class="hover:bg-hover">
      <td class="max-w-40">
        <A
          href={`/runs?queue=${encodeURIComponent(props.queue.name)}`}
          class="flex items-center gap-1.5 font-medium hover:underline"
        >
          <span class="truncate">{props.queue.name}</span>
          <Show when={props.queue.paused}>
            <Icon name="circle-pause" class="size-3.5 text-warning" />
            <span class="sr-only">{t('queues.paused')}</span>
          </Show>
        </A>
      </td>
      <td class={`text-right tabular-nums ${props.queue.queued === 0 ? 'text-muted' : ''}`}>
        {number(props.queue.queued)}
        {/* On a phone the oldest has no column of its own. */}
        <Show when={props.queue.oldestReadySeconds !== null}>
          <span class="block text-xs text-muted sm:hidden">{oldest()}</span>
        </Show>
      </td>
      <td class="hidden text-right tabular-nums sm:table-cell">
        <Show when={props.queue.oldestReadySeconds !== null} fallback={<span class="text-muted">–</span>}>
          {oldest()}
        </Show>
      </td>
      <td class="text-right text-soft tabular-nums">
        {number(props.queue.inPerMinute)} <span class="text-muted">/</span> {number(props.queue.outPerMinute)}
      </td>
      <td class="hidden sm:table-cell">
        <Utilisation part={props.queue.utilisation} />
      </td>
      <td class="text-right">
        <Allowed to="queues:write">
          <IconButton
            icon={props.queue.paused ? 'play' : 'pause'}
            label={`${props.queue.paused ? t('queues.resume') : t('queues.pause')}: ${props.queue.name}`}
            disabled={setPaused.isPending}
            onClick={() => setPaused.mutate(!props.queue.paused)}
          />
        </Allowed>
      </td>
    </tr>
  );
}
