import type { BulkAction } from '@fbrain/core/run/bulk-action';
import { useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { ProgressBar } from '../components/progress-bar.tsx';
import { settledData } from '../components/settled-data.ts';
import { locale, t } from '../i18n/translate.ts';
import { bulkActionKeys, bulkActionsQuery, startBulkAction, stopBulkAction } from './bulk-action-queries.ts';
import { fractionOf, shownActions } from './bulk-progress-facts.ts';
import { runKeys } from './runs-queries.ts';

/** Bulk actions under way, and how those ended that were started here. */
export function BulkProgress(props: {
  startedHere: ReadonlySet<string>;
  onSeen: (id: string) => void;
  onStarted: (id: string) => void;
}) {
  const client = useQueryClient();
  const query = useQuery(bulkActionsQuery);
  const shown = () => shownActions(settledData(query)?.items ?? [], props.startedHere);
  // Deleted runs send no events: the list is read again as the action goes on.
  const dealtWith = () => shown().reduce((sum, { done }) => sum + done, 0);
  createEffect(on(dealtWith, () => void client.invalidateQueries({ queryKey: runKeys.lists }), { defer: true }));
  return (
    <For each={shown()}>
      {(action) => (
        <ActionProgress action={action} onSeen={() => props.onSeen(action.id)}>
          <RunAgain action={action} onStarted={props.onStarted} />
        </ActionProgress>
      )}
    </For>
  );
}

/**
 * The way back after runs picked by hand were cancelled: they cannot be revived, so new runs do their work. Of a filter
 * nobody knows any more which runs it meant.
 */
function RunAgain(props: { action: BulkAction; onStarted: (id: string) => void }) {
  const ids = () => props.action.filter.ids ?? [];
  const replay = useMutation(() => ({
    mutationFn: () => startBulkAction('replay', { states: ['cancelled'], ids: ids() }),
    onSuccess: ({ id }) => props.onStarted(id),
  }));
  const isOffered = () => props.action.action === 'cancel' && props.action.state !== 'running' && ids().length > 0;
  return (
    <Show when={isOffered() && !replay.isSuccess}>
      <Button icon="rotate" disabled={replay.isPending} onClick={() => replay.mutate()}>
        {t('bulk.again')}
      </Button>
      <Show when={replay.error}>{(error) => <ProblemNotice error={error()} />}</Show>
    </Show>
  );
}

function ActionProgress(props: { action: BulkAction; onSeen: () => void; children: JSX.Element }) {
  const client = useQueryClient();
  const [isOpen, setIsOpen] = createSignal(false);
  const stop = useMutation(() => ({
    mutationFn: () => stopBulkAction(props.action.id),
    onSettled: () => client.invalidateQueries({ queryKey: bulkActionKeys.all }),
  }));
  const number = (count: number) => count.toLocaleString(locale());
  const isRunning = () => props.action.state === 'running';
  return (
    <section class="panel mb-3 grid gap-2 p-3 text-sm" aria-label={t(`bulk.${props.action.action}Progress`)}>
      <div class="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span class="font-medium">{t(`bulk.${props.action.action}Progress`)}</span>
        <span class="text-xs text-muted">{t(`bulk.state.${props.action.state}`)}</span>
        <span class="text-xs text-soft tabular-nums">
          {t('bulk.numbers', {
            done: number(props.action.done),
            skipped: number(props.action.skipped),
            failed: number(props.action.failed),
          })}
        </span>
        <Show when={props.action.failed > 0}>
          <button
            type="button"
            class="text-xs text-accent hover:underline"
            aria-expanded={isOpen()}
            onClick={() => setIsOpen(!isOpen())}
          >
            {t('bulk.reasons')}
          </button>
        </Show>
        <span class="ml-auto flex items-center gap-2">
          {props.children}
          <Show
            when={isRunning()}
            fallback={<IconButton icon="x" label={t('action.close')} onClick={() => props.onSeen()} />}
          >
            <Button disabled={stop.isPending} onClick={() => stop.mutate()}>
              {t('bulk.stop')}
            </Button>
          </Show>
        </span>
      </div>
      <ProgressBar progress={{ fraction: fractionOf(props.action), message: null }} />
      <Show when={props.action.error}>{(error) => <ProblemNotice error={new Error(error())} />}</Show>
      <Show when={isOpen()}>
        <ul class="grid gap-1 text-xs text-soft">
          <For each={props.action.failures}>
            {({ runId, message }) => (
              <li class="wrap-anywhere">
                <code class="font-mono">{runId}</code> {message}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
