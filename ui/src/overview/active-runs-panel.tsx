import type { ActiveRun } from '@fbrain/core/overview/overview';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Elapsed } from '../components/elapsed.tsx';
import { ProgressWithEnd } from '../components/progress-with-end.tsx';
import { ShortId } from '../components/short-id.tsx';
import { locale, t } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';
import { endText } from '../runs/end-text.ts';
import { Panel, PanelEmpty } from './panel.tsx';

/** The runs that execute for the longest: how far they are, and when they probably end. */
export function ActiveRunsPanel(props: { runs: readonly ActiveRun[]; running: number }) {
  return (
    <Panel title={t('overview.active')} href="/runs?state=running" note={props.running.toLocaleString(locale())}>
      <Show when={props.runs.length > 0} fallback={<PanelEmpty text={t('overview.noneActive')} />}>
        <ul class="pb-1.5">
          <For each={props.runs}>{(run) => <ActiveRunRow run={run} />}</For>
        </ul>
      </Show>
    </Panel>
  );
}

function ActiveRunRow(props: { run: ActiveRun }) {
  return (
    <li>
      <A href={`/runs/${props.run.id}`} class="grid gap-1 border-t px-4 py-2 hover:bg-hover">
        <span class="flex items-baseline gap-2">
          <span class="truncate font-medium">{props.run.task}</span>
          <ShortId id={props.run.id} class="text-muted" />
          <span class="ml-auto text-xs whitespace-nowrap text-soft">
            <Elapsed from={props.run.startedAt ?? props.run.createdAt} to={null} />
          </span>
        </span>
        <ProgressWithEnd progress={props.run.progress} end={endText(props.run, props.run.typicalMs, nowMs())} />
      </A>
    </li>
  );
}
