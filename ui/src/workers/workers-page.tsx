import type { Worker } from '@fbrain/core/worker/worker';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { DrainButton } from './drain-button.tsx';
import { RunningNow } from './running-now.tsx';
import { workersQuery } from './workers-queries.ts';

/** Every worker process: whether it lives, what it serves, how busy it is. */
export function WorkersPage() {
  const query = useQuery(workersQuery);
  return (
    <Page title={t('nav.workers')} documentTitle={t('nav.workers')} description={t('workers.about')}>
      <div class="panel overflow-x-auto">
        <QueryView query={query}>
          {(data) => (
            <Show when={data().items.length > 0} fallback={<NoWorkers />}>
              <table class="table">
                <thead>
                  <tr>
                    <th>{t('column.state')}</th>
                    <th>{t('column.worker')}</th>
                    <th>{t('column.slots')}</th>
                    <Allowed to="runs:read">
                      <th>{t('workers.now')}</th>
                    </Allowed>
                    <th>{t('nav.queues')}</th>
                    <th class="text-right">{t('nav.tasks')}</th>
                    <th>{`${t('column.host')}, ${t('column.version').toLowerCase()}`}</th>
                    <th>{t('column.started')}</th>
                    <th>{t('column.seen')}</th>
                    <th>
                      <span class="sr-only">{t('column.actions')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={data().items}>{(worker) => <WorkerRow worker={worker} />}</For>
                </tbody>
              </table>
            </Show>
          )}
        </QueryView>
      </div>
    </Page>
  );
}

function WorkerRow(props: { worker: Worker }) {
  const share = () => (props.worker.slots === 0 ? 0 : props.worker.busySlots / props.worker.slots);
  return (
    <tr class="h-11 hover:bg-hover">
      <td>
        <StateBadge state={props.worker.state} />
      </td>
      <td>
        <A
          href={`/runs?workerId=${props.worker.id}`}
          class="font-medium hover:underline"
          title={props.worker.id}
          data-row-link=""
        >
          {props.worker.name}
        </A>
        <Show when={props.worker.leader}>
          <span class="ml-2 rounded border px-1 text-2xs text-muted" title={t('workers.leaderHint')}>
            {t('workers.leader')}
          </span>
        </Show>
      </td>
      <td>
        <span class="flex items-center gap-2 tabular-nums">
          <span class="h-1.5 w-12 overflow-hidden rounded-full bg-line" aria-hidden="true">
            <span class="block h-full rounded-full bg-active" style={{ width: `${Math.round(share() * 100)}%` }} />
          </span>
          {t('workers.slots', { busy: props.worker.busySlots, slots: props.worker.slots })}
        </span>
      </td>
      <Allowed to="runs:read">
        <td>
          <RunningNow worker={props.worker} />
        </td>
      </Allowed>
      <td>{props.worker.queues.includes('*') ? t('workers.allQueues') : props.worker.queues.join(', ')}</td>
      <td class="text-right tabular-nums" title={props.worker.tasks.join('\n')}>
        {props.worker.tasks.length}
      </td>
      <td class="font-mono text-xs">
        {props.worker.host}:{props.worker.pid}
        <span class="block text-muted">{props.worker.version}</span>
      </td>
      <td class="text-muted">
        <RelativeTime at={props.worker.startedAt} />
      </td>
      <td class="text-muted">
        <RelativeTime at={props.worker.lastSeenAt} />
      </td>
      <td class="text-right">
        <Show when={props.worker.state === 'active'}>
          <DrainButton worker={props.worker} />
        </Show>
        <Show when={props.worker.state === 'draining' && props.worker.busySlots === 0}>
          <span class="text-xs text-muted" title={t('workers.drainedHint')}>
            {t('workers.drained')}
          </span>
        </Show>
      </td>
    </tr>
  );
}

function NoWorkers() {
  return (
    <EmptyState icon="server" title={t('workers.empty')} hint={t('workers.emptyHint')}>
      <CodeBlock text="DATABASE_URL=… TASKS_DIR=… ./fbrain-worker" class="text-left" />
    </EmptyState>
  );
}
