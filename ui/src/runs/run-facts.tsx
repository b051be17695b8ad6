import type { Run } from '@fbrain/core/run/run';
import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { type Fact, FactList } from '../components/fact-list.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { ShortId } from '../components/short-id.tsx';
import { TagList } from '../components/tag-list.tsx';
import { t } from '../i18n/translate.ts';
import { FiringSchedule } from '../schedules/firing-schedule.tsx';

/** The settings of a run. What was not set is not shown. */
export function RunFacts(props: { run: Run }) {
  const facts = (): Fact[] => {
    const { run } = props;
    const all: (Fact | null)[] = [
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
      run.idempotencyKey
        ? [t('fact.idempotencyKey'), <code class="font-mono text-xs">{run.idempotencyKey}</code>]
        : null,
      run.parentId ? [t('fact.parent'), <RunLink id={run.parentId} />] : null,
      run.scheduleId ? [t('fact.schedule'), <FiringSchedule id={run.scheduleId} slotAt={run.slotAt} />] : null,
      run.replayOf ? [t('fact.replayOf'), <RunLink id={run.replayOf} />] : null,
    ];
    return all.filter((fact) => fact !== null);
  };
  return (
    <section class="panel p-4">
      <h2 class="pb-3 font-medium">{t('run.facts')}</h2>
      <FactList facts={facts()} />
      <Show when={Object.keys(props.run.metadata).length > 0}>
        <pre class="mt-3 overflow-x-auto rounded-md bg-canvas p-2 font-mono text-xs">
          {JSON.stringify(props.run.metadata, null, 2)}
        </pre>
      </Show>
    </section>
  );
}

const QueueLink = (props: { queue: string }) => (
  <A href={`/runs?queue=${encodeURIComponent(props.queue)}`} class="hover:underline">
    {props.queue}
  </A>
);

const RunLink = (props: { id: string }) => (
  <A href={`/runs/${props.id}`} class="text-accent hover:underline">
    <ShortId id={props.id} />
  </A>
);
