import type { TaskStats } from '@fbrain/core/stats/stats';
import { For } from 'solid-js';
import { formatElapsed } from '../format/format-elapsed.ts';
import { locale, t } from '../i18n/translate.ts';

/** A part of all as people write it: "99.6%". Never rounded up to all. */
export const formatRate = (rate: number, language: string): string => {
  const shown = rate < 1 ? Math.min(Math.floor(rate * 1_000) / 1_000, 0.999) : 1;
  return shown.toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 });
};

/** How the runs of a task went within the last day. */
export function TaskNumbers(props: { stats: TaskStats }) {
  const duration = (ms: number | null) => (ms === null ? '–' : formatElapsed(ms));
  const numbers = () => [
    { name: t('tasks.successRate'), value: rateText(props.stats) },
    { name: t('tasks.ended'), value: (props.stats.succeeded + props.stats.failed).toLocaleString(locale()) },
    { name: t('tasks.p50'), value: duration(props.stats.p50Ms) },
    { name: t('tasks.p95'), value: duration(props.stats.p95Ms) },
    { name: t('tasks.p99'), value: duration(props.stats.p99Ms) },
  ];
  return (
    <section aria-label={t('tasks.statistics')} class="panel p-4">
      <h2 class="pb-3 font-medium">{t('tasks.statistics')}</h2>
      <dl class="flex flex-wrap gap-x-8 gap-y-3">
        <For each={numbers()}>
          {({ name, value }) => (
            <div>
              <dt class="text-xs text-muted">{name}</dt>
              <dd class="text-base font-semibold tabular-nums">{value}</dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}

const rateText = ({ successRate }: TaskStats): string =>
  successRate === null ? '–' : formatRate(successRate, locale());
