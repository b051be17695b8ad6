import type { RunSummary } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { createWindowVirtualizer } from '@tanstack/solid-virtual';
import { createMemo, For, type JSX, Show } from 'solid-js';
import { fewAtATime } from '../components/few-at-a-time.ts';
import { ProgressBar } from '../components/progress-bar.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { t } from '../i18n/translate.ts';
import { RUN_COLUMNS, type RunColumnName, runColumns } from './run-columns.tsx';
import type { RunSelectionState } from './run-selection.ts';

interface RunsTableProps {
  runs: readonly RunSummary[];
  /** Without it rows cannot be selected. */
  selection?: RunSelectionState | undefined;
}

/** Below this all rows are drawn: the page's own search finds them. */
const VIRTUAL_FROM = 200;
const ROW_HEIGHT = 37;

/** Runs as rows. On a phone the columns that can wait give way to state, task and time. */
export function RunsTable(props: RunsTableProps) {
  const columns = (isFirst: boolean) => runColumns().filter((name) => isFirstColumn(name) === isFirst);
  return (
    <div class="overflow-x-auto">
      <table class="table">
        <thead>
          <tr>
            <Show when={props.selection}>
              <th class="w-8 pr-0">
                <span class="sr-only">{t('bulk.selected', { count: '' })}</span>
              </th>
            </Show>
            <th>{t('column.state')}</th>
            <ColumnHeads names={columns(true)} />
            <th>{t('column.task')}</th>
            <ColumnHeads names={columns(false)} />
          </tr>
        </thead>
        <Show when={props.runs.length >= VIRTUAL_FROM} fallback={<AllRows {...props} />}>
          <VisibleRows {...props} />
        </Show>
      </table>
    </div>
  );
}

const isFirstColumn = (name: RunColumnName): boolean => 'isFirst' in RUN_COLUMNS[name];

const ColumnHeads = (props: { names: readonly RunColumnName[] }): JSX.Element => (
  <For each={props.names}>
    {(name) => <th class={`${RUN_COLUMNS[name].class} text-muted!`}>{RUN_COLUMNS[name].title()}</th>}
  </For>
);

function AllRows(props: RunsTableProps) {
  const shown = fewAtATime(() => props.runs);
  return (
    <tbody>
      <For each={shown()}>{(run) => <RunRow run={run} selection={props.selection} />}</For>
      {/* The room of those to come: the page is as long as it will be, for who comes back to a place far down. */}
      <Show when={props.runs.length - shown().length}>
        {(missing) => <tr style={{ height: `${missing() * ROW_HEIGHT}px` }} />}
      </Show>
    </tbody>
  );
}

/** Only the rows in sight exist, between two spacers: ten thousand scroll and change as fast as fifty. */
function VisibleRows(props: RunsTableProps) {
  let body: HTMLTableSectionElement | undefined;
  const virtualizer = createWindowVirtualizer({
    get count() {
      return props.runs.length;
    },
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
    get scrollMargin() {
      return body ? body.getBoundingClientRect().top + window.scrollY : 0;
    },
  });
  const items = () => virtualizer.getVirtualItems();
  const margin = () => virtualizer.options.scrollMargin;
  const above = () => Math.max((items()[0]?.start ?? 0) - margin(), 0);
  const below = () => Math.max(virtualizer.getTotalSize() - ((items().at(-1)?.end ?? 0) - margin()), 0);
  // Rows by run and not by place, so that scrolling moves them instead of drawing them anew.
  const shown = createMemo(() => items().flatMap(({ index }) => props.runs[index] ?? []));
  return (
    <tbody ref={body}>
      <tr style={{ height: `${above()}px` }} />
      <For each={shown()}>{(run) => <RunRow run={run} selection={props.selection} />}</For>
      <tr style={{ height: `${below()}px` }} />
    </tbody>
  );
}

function RunRow(props: { run: RunSummary; selection: RunSelectionState | undefined }) {
  const cells = (isFirst: boolean) => runColumns().filter((name) => isFirstColumn(name) === isFirst);
  return (
    <tr class="relative hover:bg-hover">
      <Show when={props.selection}>
        {(selection) => (
          <td class="w-8 pr-0">
            {/* Who misses the box by little must not land on the link of the row. */}
            <label class="relative z-10 -ml-3 flex h-9 items-center pl-3 select-none">
              <input
                type="checkbox"
                class="size-4 accent-accent"
                aria-label={t('runs.selectRun', { id: props.run.id.slice(-8) })}
                checked={selection().has(props.run.id)}
                onClick={(event) => selection().toggle(props.run.id, event.shiftKey)}
              />
            </label>
          </td>
        )}
      </Show>
      <td class="w-32">
        <StateBadge state={props.run.state} />
      </td>
      <For each={cells(true)}>
        {(name) => <td class={RUN_COLUMNS[name].class}>{RUN_COLUMNS[name].cell(props.run)}</td>}
      </For>
      <td class="max-w-0 w-full">
        <div class="flex items-center gap-3 overflow-hidden">
          {/* The link covers the row: one large target, one stop for the keyboard. */}
          <A
            href={`/runs/${props.run.id}`}
            class="max-w-full shrink-0 truncate font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            data-row-link=""
          >
            {props.run.task}
          </A>
          <RunNews run={props.run} />
        </div>
      </td>
      <For each={cells(false)}>
        {(name) => <td class={RUN_COLUMNS[name].class}>{RUN_COLUMNS[name].cell(props.run)}</td>}
      </For>
    </tr>
  );
}

/** What is worth knowing at a glance: how far, cancelling, or why it failed. */
function RunNews(props: { run: RunSummary }) {
  return (
    <>
      <Show when={props.run.state === 'running' && props.run.progress}>
        {(progress) => <ProgressBar progress={progress()} isCompact />}
      </Show>
      <Show when={props.run.state === 'running' && props.run.cancelRequestedAt}>
        <span class="text-xs text-warning">{t('run.cancelling')}</span>
      </Show>
      <Show when={props.run.state !== 'succeeded' && props.run.error}>
        {(error) => (
          <span class="truncate text-xs text-muted" title={error().message}>
            {error().message}
          </span>
        )}
      </Show>
    </>
  );
}
