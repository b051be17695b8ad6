import type { RunFilter } from '@fbrain/core/page/run-filter';
import type { BulkActionKind } from '@fbrain/core/run/bulk-action';
import { useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import { Button } from '../components/button.tsx';
import type { IconName } from '../components/icon.tsx';
import { settledData } from '../components/settled-data.ts';
import { locale, t } from '../i18n/translate.ts';
import { runCountQuery } from './bulk-action-queries.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { countText } from './bulk-progress-facts.ts';

const ACTIONS: readonly [BulkActionKind, IconName][] = [
  ['cancel', 'circle-slash'],
  ['replay', 'rotate'],
  ['delete', 'trash'],
];

/** Takes all runs of the list in hand, those of further pages included, to do one thing with all of them. */
export function BulkBar(props: { filter: RunFilter; onStarted: (id: string) => void }) {
  const count = useQuery(() => runCountQuery(props.filter));
  const [isSelected, setIsSelected] = createSignal(false);
  const [action, setAction] = createSignal<BulkActionKind>('cancel');
  const [isAsking, setIsAsking] = createSignal(false);
  // Another filter is another set of runs.
  createEffect(
    on(
      () => props.filter,
      () => setIsSelected(false),
      { defer: true },
    ),
  );
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
    setIsSelected(false);
    props.onStarted(id);
  };
  return (
    <div class="flex min-h-11 flex-wrap items-center gap-2 border-b px-3 py-1.5 text-xs">
      <label class="mr-2 inline-flex items-center gap-2 tabular-nums">
        <input
          type="checkbox"
          class="size-4 accent-accent"
          checked={isSelected()}
          onChange={(event) => setIsSelected(event.currentTarget.checked)}
        />
        {t('bulk.select', { count: number() })}
      </label>
      <Show when={isSelected()}>
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
        filter={props.filter}
        isOpen={isAsking()}
        onClose={() => setIsAsking(false)}
        onStarted={start}
      />
    </div>
  );
}
