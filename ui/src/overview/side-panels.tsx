import type { UpcomingSlot } from '@fbrain/core/schedule/schedule-info';
import type { Worker } from '@fbrain/core/worker/worker';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { RelativeTime } from '../components/relative-time.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { t } from '../i18n/translate.ts';
import { Panel, PanelEmpty } from './panel.tsx';

/** What schedules will start next. */
export function NextSlotsPanel(props: { slots: readonly UpcomingSlot[] }) {
  return (
    <Panel title={t('overview.next')} href="/schedules">
      <Show when={props.slots.length > 0} fallback={<PanelEmpty text={t('overview.noneNext')} />}>
        <ul class="pb-1.5">
          <For each={props.slots}>
            {(slot) => (
              <li>
                <A
                  href={`/schedules/${slot.scheduleId}`}
                  class="flex items-baseline gap-2 border-t px-4 py-1.5 hover:bg-hover"
                >
                  <span class="truncate font-medium">{slot.name}</span>
                  <span class="truncate text-xs text-muted">{slot.task}</span>
                  <RelativeTime at={slot.dueAt} class="ml-auto text-xs whitespace-nowrap text-soft" />
                </A>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  );
}

/** Workers that live or were lost lately, with how busy each is. */
export function WorkersPanel(props: { workers: readonly Worker[] }) {
  const shown = () => props.workers.filter(({ state }) => state !== 'stopped').slice(0, 10);
  return (
    <Panel title={t('nav.workers')} href="/workers">
      <Show when={shown().length > 0} fallback={<PanelEmpty text={t('overview.noWorkers')} />}>
        <ul class="pb-1.5">
          <For each={shown()}>
            {(worker) => (
              <li>
                <A
                  href={`/runs?workerId=${worker.id}`}
                  class="flex items-center gap-2 border-t px-4 py-1.5 hover:bg-hover"
                >
                  <span class="truncate font-medium">{worker.name}</span>
                  <StateBadge state={worker.state} class="text-xs" />
                  <span class="ml-auto text-xs whitespace-nowrap text-soft tabular-nums">
                    {t('overview.busy', { busy: worker.busySlots, slots: worker.slots })}
                  </span>
                </A>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  );
}
