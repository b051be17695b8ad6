import type { TaskActivity } from '@fbrain/core/stats/stats';
import type { TaskInfo } from '@fbrain/core/task/task';
import type { WorkerTaskProblem } from '@fbrain/core/task/task-catalogue';
import { A, useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { Sparkline } from '../charts/sparkline.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { SearchField } from '../components/search-field.tsx';
import { settledData } from '../components/settled-data.ts';
import { formatElapsed } from '../format/format-elapsed.ts';
import { splitDocs } from '../format/parse-docs.ts';
import { locale, t, tn } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { can } from '../session/session.ts';
import { formatRate } from './task-numbers.tsx';
import { taskActivityQuery, taskCatalogueQuery } from './tasks-queries.ts';

const FIRST_TASK = `import { task, t } from 'f-brain';

export default task({
  name: 'hello',
  input: t.Object({ name: t.String() }),
  async run(input, ctx) {
    ctx.log.info('greeting', { name: input.name });
    return { text: \`Hello \${input.name}\` };
  },
});`;

/** Every task that workers know, and every task file that they could not load. */
export function TasksPage() {
  const query = useQuery(taskCatalogueQuery);
  const activity = useQuery(() => ({ ...taskActivityQuery(), enabled: can('stats:read') }));
  const activityOf = (name: string) => settledData(activity)?.items.find(({ task }) => task === name);
  const [search, setSearch] = useSearchParams<{ q?: string }>();
  const found = (tasks: readonly TaskInfo[]) =>
    tasks.filter((task) =>
      `${task.name} ${task.description ?? ''}`.toLowerCase().includes((search.q ?? '').toLowerCase()),
    );
  return (
    <Page title={t('nav.tasks')} documentTitle={t('nav.tasks')} description={t('tasks.about')}>
      <QueryView query={query}>
        {(data) => (
          <>
            <TaskProblems problems={data().problems} />
            <Show when={data().items.length > 0} fallback={<NoTasks />}>
              <div class="flex max-w-md pb-4">
                <SearchField
                  isMain
                  label={t('tasks.search')}
                  value={search.q ?? ''}
                  onSearch={(q) => setSearch({ q }, { replace: true })}
                />
              </div>
              <ul class="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
                <For each={found(data().items)} fallback={<li class="text-muted">{t('tasks.noMatch')}</li>}>
                  {(task) => <TaskCard task={task} activity={activityOf(task.name)} />}
                </For>
              </ul>
            </Show>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function TaskCard(props: { task: TaskInfo; activity: TaskActivity | undefined }) {
  return (
    <li class="panel relative flex flex-col gap-1.5 p-4 hover:border-line-strong hover:bg-hover">
      <A
        href={`/tasks/${encodeURIComponent(props.task.name)}`}
        class="font-medium wrap-anywhere after:absolute after:inset-0"
        data-row-link=""
      >
        {props.task.name}
      </A>
      {/* The clamp on an element of its own: stretched to the height of a neighbour it would show a third line. */}
      <div class="flex-1">
        <p class="line-clamp-2 text-pretty text-soft">
          {splitDocs(props.task.description ?? '').summary || t('tasks.noDescription')}
        </p>
      </div>
      <Allowed to="stats:read">
        <CardNumbers activity={props.activity} />
      </Allowed>
      <p class="flex flex-wrap gap-x-3 pt-1 text-xs text-muted">
        <span class="font-mono">{props.task.source}</span>
        <span>{props.task.queue}</span>
        <span class={props.task.workers === 0 ? 'text-warning' : ''}>{tn('tasks.workers', props.task.workers)}</span>
      </p>
    </li>
  );
}

/** How it went lately, in a line. */
function CardNumbers(props: { activity: TaskActivity | undefined }) {
  const duration = (ms: number | null) => (ms === null ? '–' : formatElapsed(ms));
  return (
    <Show when={props.activity} fallback={<p class="text-xs text-muted">{t('tasks.noActivity')}</p>}>
      {(activity) => (
        <div class="flex items-end justify-between gap-3 text-xs text-soft tabular-nums">
          <p>
            <Show when={activity().successRate !== null}>
              <span class={`block ${(activity().successRate ?? 1) < TROUBLED ? 'text-bad' : ''}`}>
                {t('tasks.successes', { rate: formatRate(activity().successRate ?? 0, locale()) })}
              </span>
            </Show>
            {t('tasks.durations', { p50: duration(activity().p50Ms), p95: duration(activity().p95Ms) })}
          </p>
          <Sparkline
            values={activity().recent}
            class="text-active"
            label={t('tasks.activity', {
              count: activity()
                .recent.reduce((sum, runs) => sum + runs, 0)
                .toLocaleString(locale()),
            })}
          />
        </div>
      )}
    </Show>
  );
}

/** Below this rate of success somebody should look. */
const TROUBLED = 0.9;

function TaskProblems(props: { problems: readonly WorkerTaskProblem[] }) {
  /** Every worker reports the same broken file: one is enough. */
  const distinct = () => [
    ...new Map(props.problems.map((problem) => [`${problem.source}\n${problem.message}`, problem])).values(),
  ];
  return (
    <Show when={distinct().length > 0}>
      <section class="mb-5 rounded-lg border border-bad/40 bg-surface p-4">
        <h2 class="flex items-center gap-2 font-medium">
          <Icon name="alert" class="size-4 text-bad" />
          {tn('tasks.problems', distinct().length)}
        </h2>
        <ul class="grid gap-3 pt-3">
          <For each={distinct()}>
            {(problem) => (
              <li class="min-w-0">
                <code class="font-mono text-xs font-medium">{problem.source}</code>
                <pre class="max-h-40 overflow-auto font-mono text-xs whitespace-pre-wrap wrap-anywhere text-soft">
                  {problem.message}
                </pre>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function NoTasks() {
  return (
    <div class="panel">
      <EmptyState icon="code" title={t('tasks.empty')} hint={t('tasks.emptyHint')}>
        <CodeBlock text={FIRST_TASK} class="w-full max-w-lg text-left" />
      </EmptyState>
    </div>
  );
}
