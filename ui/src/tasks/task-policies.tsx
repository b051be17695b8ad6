import type { TaskInfo } from '@fbrain/core/task/task';
import { A } from '@solidjs/router';
import { type Fact, FactList } from '../components/fact-list.tsx';
import { locale, t, tn } from '../i18n/translate.ts';
import { rateText } from '../queues/rate-text.ts';

/** What becomes of its runs: when they are tried again, how long they may take, how many run at once. */
export function TaskPolicies(props: { task: TaskInfo }) {
  return (
    <section aria-label={t('tasks.policies')} class="panel grid gap-3 p-4">
      <h2 class="font-medium">{t('tasks.policies')}</h2>
      <FactList facts={factsOf(props.task)} />
    </section>
  );
}

const factsOf = (task: TaskInfo): Fact[] => [
  [
    t('column.queue'),
    <A href={`/runs?queue=${encodeURIComponent(task.queue)}`} class="text-accent hover:underline">
      {task.queue}
    </A>,
  ],
  [t('tasks.retries'), retryText(task)],
  [t('fact.timeout'), task.timeout ?? t('limits.none')],
  [t('limits.concurrency'), perKey(atOnce(task), task.concurrency?.key ?? null)],
  [t('limits.starts'), task.rate === null ? t('limits.none') : perKey(rateText(task.rate), task.rate.key)],
  [t('tasks.isolation'), t(`tasks.isolation.${task.isolation}`)],
  [t('settings.part.retention'), task.retention ?? t('tasks.retentionOfQueue')],
  [t('settings.part.secrets'), task.secrets?.join(', ') || t('tasks.noSecrets')],
];

function retryText({ retry: { maxAttempts, backoff } }: TaskInfo): string {
  const attempts = tn('tasks.attempts', maxAttempts);
  if (maxAttempts === 1) return attempts;
  const { initial, max, kind, jitter } = backoff;
  const spread = (jitter * 100).toLocaleString(locale(), { maximumFractionDigits: 0 });
  const waits =
    kind === 'fixed' ? t('tasks.backoff.fixed', { initial }) : t('tasks.backoff.exponential', { initial, max });
  return `${attempts}; ${waits}${jitter > 0 ? t('tasks.backoff.jitter', { spread }) : ''}`;
}

const atOnce = ({ concurrency }: TaskInfo): string =>
  concurrency === null ? t('limits.none') : t('limits.atOnce', { limit: concurrency.limit });

/** A limit, and the property of the input whose values each have one of their own. */
const perKey = (limit: string, key: string | null): string =>
  key === null ? limit : t('limits.perKey', { limit, key });
