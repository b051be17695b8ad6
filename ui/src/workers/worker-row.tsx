import type { Worker } from '@fbrain/core/worker/worker';
import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { formatBytes } from '../format/format-bytes.ts';
import { locale, t, tn } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { DrainButton } from './drain-button.tsx';
import { RunningNow } from './running-now.tsx';
import { WorkerDetails } from './worker-details.tsx';

/** A worker at a glance, and more about it on demand. */
export function WorkerRow(props: { worker: Worker }) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <>
      <tr class="h-11 hover:bg-hover">
        <td>
          <StateBadge state={props.worker.state} />
        </td>
        <td>
          <WorkerName worker={props.worker} isOpen={isOpen()} onToggle={() => setIsOpen(!isOpen())} />
        </td>
        <td class="hidden sm:table-cell">
          <BusySlots worker={props.worker} />
        </td>
        <Allowed to="runs:read">
          <td class="hidden lg:table-cell">
            <RunningNow worker={props.worker} />
          </td>
        </Allowed>
        <td class="hidden md:table-cell">
          <HostMemory worker={props.worker} />
        </td>
        <td class="hidden max-w-48 truncate md:table-cell">
          {props.worker.queues.includes('*') ? t('workers.allQueues') : props.worker.queues.join(', ')}
        </td>
        <td class="hidden text-muted lg:table-cell">
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
      <Show when={isOpen()}>
        <tr>
          <td colspan="8" class="py-4 whitespace-normal">
            <WorkerDetails worker={props.worker} />
          </td>
        </tr>
      </Show>
    </>
  );
}

function WorkerName(props: { worker: Worker; isOpen: boolean; onToggle: () => void }) {
  return (
    <span class="flex items-center gap-1">
      <button
        type="button"
        class="-ml-1.5 grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
        aria-expanded={props.isOpen}
        aria-label={t('workers.details', { worker: props.worker.name })}
        onClick={() => props.onToggle()}
      >
        <Icon name={props.isOpen ? 'chevron-down' : 'chevron-right'} class="size-4" />
      </button>
      <span class="grid">
        <A
          href={`/runs?workerId=${props.worker.id}`}
          class="max-w-28 truncate font-medium hover:underline sm:max-w-64"
          title={props.worker.id}
          data-row-link=""
        >
          {props.worker.name}
        </A>
        <span class="text-xs text-muted sm:hidden">{busyText(props.worker)}</span>
      </span>
      <Show when={props.worker.leader}>
        <span class="ml-1 rounded border px-1 text-2xs text-muted" title={t('workers.leaderHint')}>
          {t('workers.leader')}
        </span>
      </Show>
    </span>
  );
}

function BusySlots(props: { worker: Worker }) {
  const share = () => (props.worker.slots === 0 ? 0 : props.worker.busySlots / props.worker.slots);
  return (
    <span class="flex items-center gap-2 tabular-nums">
      <span class="bar w-12" aria-hidden="true">
        <span style={{ width: `${Math.round(share() * 100)}%` }} />
      </span>
      {busyText(props.worker)}
    </span>
  );
}

const busyText = ({ busySlots, slots }: Worker): string => t('workers.slots', { busy: busySlots, slots });

/** Of all its task hosts. A worker of an earlier release, or on another system than Linux, tells none. */
function HostMemory(props: { worker: Worker }) {
  const bytes = () => props.worker.hosts.reduce((sum, host) => sum + host.rssBytes, 0);
  return (
    <Show when={bytes() > 0} fallback={<span class="text-muted">–</span>}>
      <span class="tabular-nums">{formatBytes(bytes(), locale())}</span>
      <span class="block text-xs text-muted">{tn('workers.hosts', props.worker.hosts.length)}</span>
    </Show>
  );
}
