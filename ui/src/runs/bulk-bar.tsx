import type { RunSearch } from '@fbrain/core/page/run-filter';
import type { BulkActionKind } from '@fbrain/core/run/bulk-action';
import { useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import type { IconName } from '../components/icon.tsx';
import { settledData } from '../components/settled-data.ts';
import { locale, t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { type RunChoice, runCountQuery } from './bulk-action-queries.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { countText } from './bulk-progress-facts.ts';
import type { RunSelectionState } from './run-selection.ts';

const ACTIONS: readonly [BulkActionKind, IconName][] = [
  ['cancel', 'circle-slash'],
  ['replay', 'rotate'],
  ['delete', 'trash'],
];

interface BulkBarProps {
  filter: RunSearch;
  selection: RunSelectionState;
  onStarted: (id: string) => void;
}

/** Takes runs in hand, those picked or all that match, further pages included, to do one thing with them. */
export function BulkBar(props: BulkBarProps) {
  const count = useQuery(() => runCountQuery(props.filter));
  const [isAll, setIsAll] = createSignal(false);
  const [action, setAction] = createSignal<BulkActionKind>('cancel');
  const [isAsking, setIsAsking] = createSignal(false);
  const picked = () => props.selection.ids();
  const choice = (): RunChoice => (isAll() ? props.filter : { states: [], ids: [...picked()] });
  const drop = () => {
    setIsAll(false);
    props.selection.clear();
  };
  // Another filter is another set of runs.
  createEffect(on(() => props.filter, drop, { defer: true }));
  const number = () => {
    const counted = settledData(count);
    return count.isSuccess && counted ? countText(counted, locale()) : '…';
  };
  const ask = (wanted: BulkActionKind) => {
    setAction(wanted);
    setIsAsking(true);
  };
  const start = (id: string) => {
    setIsAsking(false);
    drop();
    props.onStarted(id);
  };
  return (
    <Allowed to="runs:write">
      <div class="flex min-h-11 flex-wrap items-center gap-2 border-b px-3 py-1.5 text-xs">
        <label class="mr-2 inline-flex items-center gap-2 tabular-nums">
          <input
            type="checkbox"
            class="size-4 accent-accent"
            checked={isAll()}
            onChange={(event) => setIsAll(event.currentTarget.checked)}
          />
          {t('bulk.select', { count: number() })}
        </label>
        <Show when={picked().length > 0 && !isAll()}>
          <span class="font-medium tabular-nums" role="status">
            {t('bulk.selected', { count: picked().length.toLocaleString(locale()) })}
          </span>
          <button type="button" class="px-1 text-accent hover:underline" onClick={drop}>
            {t('bulk.unselect')}
          </button>
        </Show>
        <Show when={isAll() || picked().length > 0}>
          <For each={ACTIONS}>
            {([kind, icon]) => (
              <Button icon={icon} onClick={() => ask(kind)}>
                {t(`bulk.${kind}`)}
              </Button>
            )}
          </For>
        </Show>
        <BulkDialog
          action={action()}
          filter={choice()}
          isOpen={isAsking()}
          onClose={() => setIsAsking(false)}
          onStarted={start}
        />
      </div>
    </Allowed>
  );
}
