import type { Run } from '@fbrain/core/run/run';
import { isFinalState, type RunState } from '@fbrain/core/run/run-state';
import { useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { t } from '../i18n/translate.ts';
import { RunActions } from './run-actions.tsx';
import { RunChildren } from './run-children.tsx';
import { RunErrorPanel } from './run-error-panel.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunParts } from './run-parts.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunTimeline } from './run-timeline-list.tsx';
import { RunWhy } from './run-why.tsx';
import { runQuery } from './runs-queries.ts';

/** One run: its story, logs, input and output, live while it lasts. */
export function RunPage() {
  const params = useParams<{ id: string }>();
  const query = useQuery(() => runQuery(params.id));
  return (
    // Another run is another page: logs and open tabs of the one before must not linger.
    <Show when={params.id} keyed>
      <QueryView query={query} pageTitle={t('nav.runs')}>
        {(run) => <RunView run={run()} />}
      </QueryView>
    </Show>
  );
}

function RunView(props: { run: Run }) {
  return (
    <Page
      documentTitle={`${props.run.task} ${props.run.id.slice(-8)}`}
      title={
        <span class="flex flex-wrap items-center gap-x-4 gap-y-1">
          {props.run.task}
          <StateBadge state={props.run.state} class="text-sm" />
        </span>
      }
      actions={<RunActions run={props.run} />}
    >
      <p class="-mt-3 flex items-center gap-1 pb-4 font-mono text-xs text-muted">
        <span class="wrap-anywhere">{props.run.id}</span>
        <CopyButton text={() => props.run.id} label={t('run.copyId')} />
      </p>
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] print:grid-cols-1">
        <div class="grid min-w-0 gap-5">
          <Show when={props.run.state === 'running'}>
            <RunProgress run={props.run} />
          </Show>
          <Show when={isWaiting(props.run.state)}>
            <RunWhy run={props.run} />
          </Show>
          <Show when={hasFailed(props.run.state) && props.run.error}>
            {(error) => <RunErrorPanel error={error()} isFinal={props.run.finishedAt !== null} />}
          </Show>
          <RunParts run={props.run} />
          <RunChildren run={props.run} />
        </div>
        {/* On paper the story comes before pages of logs. */}
        <aside class="grid gap-5 print:order-first">
          <RunTimeline run={props.run} />
          <RunFacts run={props.run} />
        </aside>
      </div>
    </Page>
  );
}

const isWaiting = (state: RunState): boolean => state !== 'running' && !isFinalState(state);

/** A cancelled run carries an error too, but nothing went wrong. */
const hasFailed = (state: RunState): boolean => state !== 'succeeded' && state !== 'cancelled';
