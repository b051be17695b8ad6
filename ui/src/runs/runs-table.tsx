import type { RunSummary } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Elapsed } from '../components/elapsed.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { ShortId } from '../components/short-id.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { TagList } from '../components/tag-list.tsx';
import { t } from '../i18n/translate.ts';

/** Runs as rows. On a phone the columns that can wait give way to state, task and time. */
export function RunsTable(props: { runs: readonly RunSummary[] }) {
  return (
    <div class="overflow-x-auto">
      <table class="table">
        <thead>
          <tr>
            <th>{t('column.state')}</th>
            <th class="hidden sm:table-cell">{t('column.id')}</th>
            <th>{t('column.task')}</th>
            <th class="hidden md:table-cell">{t('column.queue')}</th>
            <th class="hidden lg:table-cell">{t('column.tags')}</th>
            <th class="hidden text-right sm:table-cell">{t('column.attempt')}</th>
            <th class="text-right">{t('column.created')}</th>
            <th class="hidden text-right sm:table-cell">{t('column.duration')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.runs}>{(run) => <RunRow run={run} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function RunRow(props: { run: RunSummary }) {
  return (
    <tr class="relative hover:bg-hover">
      <td class="w-32">
        <StateBadge state={props.run.state} />
      </td>
      <td class="hidden text-muted sm:table-cell">
        <ShortId id={props.run.id} />
      </td>
      <td class="max-w-0 w-full">
        <div class="flex items-center gap-3 overflow-hidden">
          {/* The link covers the row: one large target, one stop for the keyboard. */}
          <A href={`/runs/${props.run.id}`} class="shrink-0 font-medium after:absolute after:inset-0">
            {props.run.task}
          </A>
          <RunNews run={props.run} />
        </div>
      </td>
      <td class="hidden text-soft md:table-cell">{props.run.queue}</td>
      <td class="hidden lg:table-cell">
        <TagList tags={props.run.tags} />
      </td>
      <td class="hidden text-right text-soft tabular-nums sm:table-cell">
        <Show when={props.run.attempt > 0} fallback={<span class="text-muted">–</span>}>
          {props.run.attempt}
          <span class="text-muted">/{props.run.maxAttempts}</span>
        </Show>
      </td>
      <td class="text-right text-soft">
        <RelativeTime at={props.run.createdAt} class="relative" />
      </td>
      <td class="hidden text-right text-soft sm:table-cell">
        <Show when={hasClock(props.run) && props.run.startedAt} fallback={<span class="text-muted">–</span>}>
          {(startedAt) => <Elapsed from={startedAt()} to={props.run.finishedAt} />}
        </Show>
      </td>
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

/** A run that waits for its next attempt does not work: no clock runs for it. */
const hasClock = (run: RunSummary): boolean => run.state === 'running' || run.finishedAt !== null;
