import type { TaskDetail, TaskInfo } from '@fbrain/core/task/task';
import { A, useParams, useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { createMemo, Show } from 'solid-js';
import { buttonClass } from '../components/button.tsx';
import { DocsText } from '../components/docs-text.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { splitDocs } from '../format/parse-docs.ts';
import { t, tn } from '../i18n/translate.ts';
import { Throughput } from '../overview/throughput.tsx';
import { runQuery } from '../runs/runs-queries.ts';
import { Allowed } from '../session/allowed.tsx';
import { StartRunForm } from './start-run-form.tsx';
import { TaskNumbers } from './task-numbers.tsx';
import { TaskPolicies } from './task-policies.tsx';
import { TaskSchemas } from './task-schemas.tsx';
import { taskQuery } from './tasks-queries.ts';

/** One task and the form that starts a run of it; `?from=<run>` fills in what that run was given. */
export function TaskPage() {
  const params = useParams<{ name: string }>();
  const query = useQuery(() => taskQuery(params.name));
  return (
    <QueryView query={query} pageTitle={t('nav.tasks')}>
      {(task) => <TaskView task={task()} />}
    </QueryView>
  );
}

function TaskView(props: { task: TaskDetail }) {
  const [search] = useSearchParams<{ from?: string }>();
  const docs = createMemo(() => splitDocs(props.task.description ?? ''));
  return (
    <Page
      title={props.task.name}
      documentTitle={props.task.name}
      description={docs().summary || undefined}
      actions={
        <>
          <A href={`/schedules?task=${encodeURIComponent(props.task.name)}`} class={buttonClass('secondary')}>
            {t('nav.schedules')}
          </A>
          <A href={`/runs?task=${encodeURIComponent(props.task.name)}`} class={buttonClass('secondary')}>
            {t('tasks.runs')}
          </A>
        </>
      }
    >
      <TaskFacts task={props.task} />
      <Show when={docs().rest.length > 0}>
        <div class="pb-5">
          <DocsText blocks={docs().rest} />
        </div>
      </Show>
      <Show when={props.task.workers === 0}>
        <p class="mb-5 flex gap-2 rounded-lg border border-warning/40 bg-surface p-3">
          <Icon name="alert" class="mt-0.5 size-4 text-warning" />
          {t('tasks.noWorker', { queue: props.task.queue })}
        </p>
      </Show>
      {/* A changed task file means another form. */}
      <Allowed to="runs:write" fallback={<p class="panel p-4 text-muted">{t('tasks.mayNotStart')}</p>}>
        <Show when={JSON.stringify(props.task.inputSchema)} keyed>
          <Show when={search.from} keyed fallback={<StartRunForm task={props.task} given={undefined} />}>
            {(from) => <FormFromRun task={props.task} runId={from} />}
          </Show>
        </Show>
      </Allowed>
      <div class="grid grid-cols-1 items-start gap-5 pt-5">
        <Allowed to="stats:read">
          <TaskNumbers stats={props.task.stats} />
          <Throughput task={props.task.name} />
        </Allowed>
        <TaskPolicies task={props.task} />
        <TaskSchemas task={props.task} />
      </div>
    </Page>
  );
}

function FormFromRun(props: { task: TaskInfo; runId: string }) {
  // Only what it was given matters: the run itself may go on changing.
  const query = useQuery(() => ({ ...runQuery(props.runId), refetchInterval: false as const }));
  return (
    <QueryView query={query}>
      {(run) => <StartRunForm task={props.task} given={run().task === props.task.name ? run() : undefined} />}
    </QueryView>
  );
}

function TaskFacts(props: { task: TaskInfo }) {
  return (
    <p class="-mt-2 flex flex-wrap gap-x-4 gap-y-1 pb-5 text-xs text-muted">
      <span class="font-mono">{props.task.source}</span>
      <span>{t(`tasks.kind.${props.task.kind}`)}</span>
      <span>{t('tasks.inQueue', { queue: props.task.queue })}</span>
      <span>{tn('tasks.workers', props.task.workers)}</span>
    </p>
  );
}
