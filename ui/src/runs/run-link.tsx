import type { RunSummary } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { settledData } from '../components/settled-data.ts';
import { ShortId } from '../components/short-id.tsx';
import { STATE_LOOK } from '../components/state-look.ts';
import { t } from '../i18n/translate.ts';
import { runQuery } from './runs-queries.ts';

/** Another run in a line: how it stands, its task and its id. */
export function RunLine(props: { run: Pick<RunSummary, 'id' | 'task' | 'state'> }) {
  const look = () => STATE_LOOK[props.run.state];
  return (
    <A href={`/runs/${props.run.id}`} class="flex min-h-6 items-center gap-1.5 hover:underline">
      <Icon name={look().icon} class={`size-3.5 shrink-0 ${look().text}`} />
      <span class="sr-only">{t(`state.${props.run.state}`)}</span>
      <span class="truncate">{props.run.task}</span>
      <ShortId id={props.run.id} class="shrink-0 text-muted" />
    </A>
  );
}

/** A run of which only the id is known; that of a deleted one is all that is left. */
export function RunLink(props: { id: string }) {
  const query = useQuery(() => ({ ...runQuery(props.id), retry: false }));
  return (
    <Show when={settledData(query)} fallback={<ShortId id={props.id} />}>
      {(run) => <RunLine run={run()} />}
    </Show>
  );
}
