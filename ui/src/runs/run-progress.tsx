import type { Run } from '@fbrain/core/run/run';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { ProgressWithEnd } from '../components/progress-with-end.tsx';
import { settledData } from '../components/settled-data.ts';
import { nowMs } from '../live/now.ts';
import { can } from '../session/session.ts';
import { taskQuery } from '../tasks/tasks-queries.ts';
import { endText } from './end-text.ts';

/** How far a run is that executes, and when it probably ends. */
export function RunProgress(props: { run: Run }) {
  // A task that no worker knows any more tells nothing; its progress still does.
  const task = useQuery(() => ({ ...taskQuery(props.run.task), retry: false, enabled: can('tasks:read') }));
  const typicalMs = () => settledData(task)?.stats.p50Ms ?? null;
  const end = () => endText(props.run, typicalMs(), nowMs());
  return (
    <Show when={props.run.progress || end()}>
      <ProgressWithEnd progress={props.run.progress} end={end()} />
    </Show>
  );
}
