import type { Worker } from '@fbrain/core/worker/worker';
import { A } from '@solidjs/router';
import { For, type JSX, Show } from 'solid-js';
import { type Fact, FactList } from '../components/fact-list.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { formatBytes } from '../format/format-bytes.ts';
import { locale, t, tn } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { RunningNow } from './running-now.tsx';

/** Everything else about a worker: its task hosts, what it serves, and on a narrow screen what the row leaves out. */
export function WorkerDetails(props: { worker: Worker }) {
  return (
    <div class="grid gap-6 sm:grid-cols-2">
      <div class="grid content-start gap-6">
        <Part title={t('workers.taskHosts')}>
          <TaskHosts worker={props.worker} />
        </Part>
        <Allowed to="runs:read">
          <div class="lg:hidden">
            <Part title={t('workers.now')}>
              <RunningNow worker={props.worker} />
            </Part>
          </div>
        </Allowed>
      </div>
      <FactList facts={factsOf(props.worker)} />
    </div>
  );
}

const Part = (props: { title: string; children: JSX.Element }) => (
  <section class="grid content-start gap-2">
    <h2 class="text-xs text-muted">{props.title}</h2>
    {props.children}
  </section>
);

function TaskHosts(props: { worker: Worker }) {
  const largest = () => Math.max(...props.worker.hosts.map((host) => host.rssBytes), 1);
  return (
    <Show when={props.worker.hosts.length > 0} fallback={<p class="text-muted">{t('workers.noHosts')}</p>}>
      <ul class="grid max-w-md gap-1">
        <For each={props.worker.hosts}>
          {(host) => (
            <li class="grid grid-cols-[auto_minmax(2rem,1fr)_auto_auto] items-center gap-3 tabular-nums">
              <span class="font-mono text-xs">{t('workers.process', { pid: host.pid })}</span>
              <span class="bar" aria-hidden="true">
                <span style={{ width: `${Math.round((host.rssBytes / largest()) * 100)}%` }} />
              </span>
              <span class="text-right">{formatBytes(host.rssBytes, locale())}</span>
              <span class="text-right text-muted">{tn('workers.runs', host.attempts)}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

const factsOf = (worker: Worker): Fact[] => [
  [t('nav.queues'), worker.queues.includes('*') ? t('workers.allQueues') : worker.queues.join(', ')],
  [t('nav.tasks'), <TaskLinks names={worker.tasks} />],
  [t('column.host'), `${worker.host}:${worker.pid}`],
  [t('column.version'), worker.version],
  [t('column.started'), <RelativeTime at={worker.startedAt} />],
  [t('column.seen'), <RelativeTime at={worker.lastSeenAt} />],
];

const TaskLinks = (props: { names: readonly string[] }) => (
  <span class="flex flex-wrap gap-x-3">
    <For each={props.names} fallback="–">
      {(name) => (
        <A href={`/tasks/${encodeURIComponent(name)}`} class="inline-block py-0.5 text-accent hover:underline">
          {name}
        </A>
      )}
    </For>
  </span>
);
