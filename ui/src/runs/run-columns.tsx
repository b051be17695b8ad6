import type { RunSummary } from '@fbrain/core/run/run';
import { createSignal, type JSX, Show } from 'solid-js';
import { Elapsed } from '../components/elapsed.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { ShortId } from '../components/short-id.tsx';
import { TagList } from '../components/tag-list.tsx';
import { t } from '../i18n/translate.ts';
import { useWorkerNames } from '../workers/use-worker-names.ts';

/** A column that may be left out. State and task always show. */
interface RunColumn {
  title: () => string;
  /** Where there is no room it gives way. */
  class: string;
  /** Beside the task, or after it. */
  isFirst?: boolean;
  cell: (run: RunSummary) => JSX.Element;
}

const WorkerName = (props: { id: string }) => {
  const nameOf = useWorkerNames();
  return <span title={props.id}>{nameOf(props.id)}</span>;
};
const none = () => <span class="text-muted">–</span>;
const time = (at: string | null) => (
  <Show when={at} fallback={none()}>
    {(known) => <RelativeTime at={known()} class="relative" />}
  </Show>
);
const RIGHT = 'text-right text-soft tabular-nums';

export const RUN_COLUMNS = {
  id: {
    title: () => t('column.id'),
    class: 'hidden text-muted sm:table-cell',
    isFirst: true,
    cell: (run) => <ShortId id={run.id} />,
  },
  queue: { title: () => t('column.queue'), class: 'hidden text-soft md:table-cell', cell: (run) => run.queue },
  tags: { title: () => t('column.tags'), class: 'hidden lg:table-cell', cell: (run) => <TagList tags={run.tags} /> },
  priority: {
    title: () => t('column.priority'),
    class: 'hidden text-soft md:table-cell',
    cell: (run) => t(`priority.${run.priority}`),
  },
  worker: {
    title: () => t('column.worker'),
    class: 'hidden text-muted md:table-cell',
    cell: (run) => (
      <Show when={run.workerId} fallback={none()}>
        {(id) => <WorkerName id={id()} />}
      </Show>
    ),
  },
  attempt: {
    title: () => t('column.attempt'),
    class: `hidden sm:table-cell ${RIGHT}`,
    cell: (run) => (
      <Show when={run.attempt > 0} fallback={none()}>
        {run.attempt}
        <span class="text-muted">/{run.maxAttempts}</span>
      </Show>
    ),
  },
  created: { title: () => t('column.created'), class: RIGHT, cell: (run) => time(run.createdAt) },
  started: {
    title: () => t('column.started'),
    class: `hidden sm:table-cell ${RIGHT}`,
    cell: (run) => time(run.startedAt),
  },
  finished: {
    title: () => t('column.finished'),
    class: `hidden sm:table-cell ${RIGHT}`,
    cell: (run) => time(run.finishedAt),
  },
  wait: {
    title: () => t('column.wait'),
    class: `hidden sm:table-cell ${RIGHT}`,
    cell: (run) => (
      <Show when={run.queuedAt} fallback={none()}>
        {(from) => <Elapsed from={from()} to={run.startedAt ?? run.finishedAt} />}
      </Show>
    ),
  },
  duration: {
    title: () => t('column.duration'),
    class: `hidden sm:table-cell ${RIGHT}`,
    cell: (run) => (
      <Show when={hasClock(run) && run.startedAt} fallback={none()}>
        {(startedAt) => <Elapsed from={startedAt()} to={run.finishedAt} />}
      </Show>
    ),
  },
} as const satisfies Record<string, RunColumn>;

/** A run that waits for its next attempt does not work: no clock runs for it. */
const hasClock = (run: RunSummary): boolean => run.state === 'running' || run.finishedAt !== null;

export type RunColumnName = keyof typeof RUN_COLUMNS;
export const COLUMN_NAMES = Object.keys(RUN_COLUMNS) as RunColumnName[];
export const DEFAULT_COLUMNS: readonly RunColumnName[] = ['id', 'queue', 'tags', 'attempt', 'created', 'duration'];

const STORAGE_KEY = 'fbrain.columns';

function restore(): readonly RunColumnName[] {
  const names = localStorage.getItem(STORAGE_KEY)?.split(',');
  return names ? COLUMN_NAMES.filter((name) => names.includes(name)) : DEFAULT_COLUMNS;
}

const [runColumns, setSignal] = createSignal(restore());

/** The columns that this browser shows, in their order. */
export { runColumns };

export function setRunColumns(names: readonly RunColumnName[]): void {
  setSignal(COLUMN_NAMES.filter((name) => names.includes(name)));
  localStorage.setItem(STORAGE_KEY, runColumns().join());
}
