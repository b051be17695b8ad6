import type { Page } from '@fbrain/core/page/page';
import type { Run, RunSummary } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { CopyButton } from '../components/copy-button.tsx';
import { type Fact, FactList } from '../components/fact-list.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { settledData } from '../components/settled-data.ts';
import { TagList } from '../components/tag-list.tsx';
import { t } from '../i18n/translate.ts';
import { FiringSchedule } from '../schedules/firing-schedule.tsx';
import { RunLine, RunLink } from './run-link.tsx';
import { replaysQuery } from './runs-queries.ts';

/** The settings of a run. What was not set is not shown. */
export function RunFacts(props: { run: Run }) {
  const query = useQuery(() => replaysQuery(props.run.id));
  const replays = () => settledData(query);
  const facts = (): Fact[] => {
    const { run } = props;
    const all: (Fact | null)[] = [
      [t('column.task'), <TaskLink task={run.task} />],
      [t('column.queue'), <QueueLink queue={run.queue} />],
      [
        t('fact.priority'),
        <>
          {t(`priority.${run.priority}`)} {run.rank === 0 ? '' : `(${run.rank})`}
        </>,
      ],
      [t('fact.attempts'), t('fact.attemptsOf', { attempt: run.attempt, max: run.maxAttempts })],
      run.timeout ? [t('fact.timeout'), run.timeout] : null,
      run.deadlineAt ? [t('fact.deadline'), <RelativeTime at={run.deadlineAt} />] : null,
      run.expiresAt ? [t('fact.expires'), <RelativeTime at={run.expiresAt} />] : null,
      run.tags.length > 0 ? [t('column.tags'), <TagList tags={run.tags} isFull />] : null,
      run.concurrencyKey ? [t('fact.concurrencyKey'), <Code text={run.concurrencyKey} />] : null,
      run.uniqueKey ? [t('fact.uniqueKey'), <Code text={run.uniqueKey} />] : null,
      run.idempotencyKey ? [t('fact.idempotencyKey'), <Code text={run.idempotencyKey} />] : null,
      run.parentId ? [t('fact.parent'), <RunLink id={run.parentId} />] : null,
      run.scheduleId ? [t('fact.schedule'), <FiringSchedule id={run.scheduleId} slotAt={run.slotAt} />] : null,
      run.replayOf ? [t('fact.replayOf'), <RunLink id={run.replayOf} />] : null,
      replays()?.items.length ? [t('fact.replays'), <Replays id={run.id} page={replays()} />] : null,
      run.traceparent ? [t('fact.trace'), <TraceId traceparent={run.traceparent} />] : null,
    ];
    return all.filter((fact) => fact !== null);
  };
  return (
    <section class="panel p-4">
      <h2 class="pb-3 font-medium">{t('run.facts')}</h2>
      <FactList facts={facts()} />
    </section>
  );
}

const QueueLink = (props: { queue: string }) => (
  <A href={`/runs?queue=${encodeURIComponent(props.queue)}`} class="hover:underline">
    {props.queue}
  </A>
);

const TaskLink = (props: { task: string }) => (
  <A href={`/tasks/${encodeURIComponent(props.task)}`} class="hover:underline">
    {props.task}
  </A>
);

/** The latest runs that did this one again. */
const Replays = (props: { id: string; page: Page<RunSummary> | undefined }) => (
  <>
    <For each={props.page?.items}>{(run) => <RunLine run={run} />}</For>
    <Show when={props.page?.nextCursor}>
      <A href={`/runs?replayOf=${props.id}`} class="text-xs text-accent hover:underline print:hidden">
        {t('run.allChildren')}
      </A>
    </Show>
  </>
);

const Code = (props: { text: string }) => <code class="font-mono text-xs">{props.text}</code>;

/** The part of a `traceparent` that tracing systems are searched for. */
const TraceId = (props: { traceparent: string }) => {
  const id = () => props.traceparent.split('-')[1] ?? '';
  return (
    <span class="flex items-start gap-1">
      <Code text={id()} />
      <CopyButton text={id} label={t('run.copyTrace')} class="-mt-1 print:hidden" />
    </span>
  );
};
