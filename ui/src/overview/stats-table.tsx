import type { StatPoint } from '@fbrain/core/stats/stats';
import { For, Show } from 'solid-js';
import { formatElapsed } from '../format/format-elapsed.ts';
import { formatMoment } from '../format/format-moment.ts';
import { locale, t } from '../i18n/translate.ts';
import { CHARTED } from './charted-states.ts';

/** The numbers of the chart, the latest first; steps in which nothing happened are left out. */
export function StatsTable(props: { points: readonly StatPoint[] }) {
  const rows = () =>
    props.points.filter((point) => CHARTED.some(({ state }) => point[state] > 0) || point.started > 0).toReversed();
  const duration = (ms: number | null) => (ms === null ? '–' : formatElapsed(ms));
  return (
    <Show when={rows().length > 0} fallback={<p class="px-4 py-6 text-center text-muted">{t('overview.noNumbers')}</p>}>
      <section class="max-h-72 overflow-auto" aria-label={t('overview.throughput')}>
        <table class="table tabular-nums">
          <thead class="sticky top-0 bg-surface">
            <tr>
              <th>{t('column.when')}</th>
              <For each={CHARTED}>{({ state }) => <th class="text-right">{t(`state.${state}`)}</th>}</For>
              <th class="text-right">{t('overview.p50')}</th>
              <th class="text-right">{t('overview.p95')}</th>
              <th class="text-right">{t('overview.wait')}</th>
            </tr>
          </thead>
          <tbody>
            <For each={rows()}>
              {(point) => (
                <tr>
                  <td>
                    <time dateTime={point.at}>{formatMoment(point.at, locale())}</time>
                  </td>
                  <For each={CHARTED}>
                    {({ state }) => (
                      <td class={`text-right ${point[state] === 0 ? 'text-muted' : ''}`}>
                        {point[state].toLocaleString(locale())}
                      </td>
                    )}
                  </For>
                  <td class="text-right text-soft">{duration(point.p50Ms)}</td>
                  <td class="text-right text-soft">{duration(point.p95Ms)}</td>
                  <td class="text-right text-soft">{duration(point.waitMs)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </section>
    </Show>
  );
}
