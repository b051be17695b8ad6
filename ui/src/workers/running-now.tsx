import type { Worker } from '@fbrain/core/worker/worker';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { Elapsed } from '../components/elapsed.tsx';
import { settledData } from '../components/settled-data.ts';
import { t } from '../i18n/translate.ts';
import { runningOnQuery, SHOWN_RUNS } from './workers-queries.ts';

/** What a worker executes at this moment, the newest few, each with how long it has run. */
export function RunningNow(props: { worker: Worker }) {
  const query = useQuery(() => ({ ...runningOnQuery(props.worker.id), enabled: props.worker.busySlots > 0 }));
  const runs = () => (props.worker.busySlots > 0 ? (settledData(query)?.items ?? []) : []);
  return (
    <Show when={runs().length > 0} fallback={<span class="text-muted">{t('workers.idle')}</span>}>
      <ul class="grid max-w-64 py-1 text-xs leading-6">
        <For each={runs()}>
          {(run) => (
            <li>
              <A href={`/runs/${run.id}`} class="flex items-baseline justify-between gap-3 hover:underline">
                <span class="truncate">{run.task}</span>
                <Elapsed from={run.startedAt ?? run.createdAt} to={null} class="text-muted" />
              </A>
            </li>
          )}
        </For>
        <Show when={props.worker.busySlots > SHOWN_RUNS}>
          <li>
            <A href={`/runs?workerId=${props.worker.id}&state=running`} class="text-accent hover:underline">
              {t('workers.more', { count: props.worker.busySlots })}
            </A>
          </li>
        </Show>
      </ul>
    </Show>
  );
}
