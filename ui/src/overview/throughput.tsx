import type { StatPoint } from '@fbrain/core/stats/stats';
import { useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { StackedBars } from '../charts/stacked-bars.tsx';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { QueryView } from '../components/query-view.tsx';
import { Select } from '../components/select.tsx';
import { STATE_LOOK } from '../components/state-look.ts';
import { formatMoment } from '../format/format-moment.ts';
import { formatAbsolute } from '../format/format-time.ts';
import { locale, t } from '../i18n/translate.ts';
import { CHARTED, type ChartedState } from './charted-states.ts';
import { statsQuery } from './overview-queries.ts';
import { RANGE_NAMES, toRange } from './ranges.ts';
import { StatsTable } from './stats-table.tsx';

/** How runs, or those of one task, ended over time, as a chart or as a table. The range is in the address. */
export function Throughput(props: { task?: string }) {
  const [params, setParams] = useSearchParams<{ range?: string }>();
  const range = () => toRange(params.range);
  const query = useQuery(() => statsQuery(range(), props.task === undefined ? {} : { task: props.task }));
  const [isTable, setIsTable] = createSignal(false);
  return (
    <section class="panel" aria-labelledby="throughput">
      <header class="flex flex-wrap items-center gap-2 px-4 pt-3">
        <h2 id="throughput" class="mr-auto font-medium">
          {t('overview.throughput')}
        </h2>
        <Select
          label={t('overview.range')}
          class="w-auto"
          value={range()}
          options={RANGE_NAMES.map((name) => ({ value: name, label: t(`overview.range.${name}`) }))}
          onChange={(name) => setParams({ range: name === '1h' ? undefined : name }, { replace: true })}
        />
        <Button aria-pressed={isTable()} onClick={() => setIsTable(!isTable())}>
          {isTable() ? t('overview.asChart') : t('overview.asTable')}
        </Button>
      </header>
      <QueryView query={query}>
        {(data) => (
          <Show when={!isTable()} fallback={<StatsTable points={data().points} />}>
            <Chart points={data().points} />
          </Show>
        )}
      </QueryView>
    </section>
  );
}

function Chart(props: { points: readonly StatPoint[] }) {
  const [hovered, setHovered] = createSignal<number | null>(null);
  const point = () => props.points[hovered() ?? -1];
  const total = (state: ChartedState) => props.points.reduce((sum, at) => sum + at[state], 0);
  const shown = (state: ChartedState) => (point()?.[state] ?? total(state)).toLocaleString(locale());
  const label = createMemo(() =>
    t('overview.chart', {
      from: formatAbsolute(props.points[0]?.at ?? '', locale()),
      to: formatAbsolute(props.points.at(-1)?.at ?? '', locale()),
      numbers: CHARTED.map(({ state }) => `${t(`state.${state}`)} ${total(state)}`).join(', '),
    }),
  );
  return (
    <Show when={props.points.length > 0}>
      <div class="px-2 pt-1">
        <StackedBars
          times={props.points.map(({ at }) => Date.parse(at) / 1_000)}
          series={CHARTED.map(({ state, token }) => ({
            label: t(`state.${state}`),
            token,
            values: props.points.map((at) => at[state]),
          }))}
          label={label()}
          onHover={setHovered}
        />
      </div>
      <dl class="flex flex-wrap gap-x-4 gap-y-1 px-4 pt-1 pb-3 text-xs">
        <For each={CHARTED}>
          {({ state }) => (
            <div class="flex items-center gap-1.5">
              <dt class="flex items-center gap-1.5 text-soft">
                <Icon name={STATE_LOOK[state].icon} class={`size-3.5 ${STATE_LOOK[state].text}`} />
                {t(`state.${state}`)}
              </dt>
              <dd class="font-medium tabular-nums">{shown(state)}</dd>
            </div>
          )}
        </For>
        <Show when={point()}>
          {(at) => <div class="ml-auto text-muted tabular-nums">{formatMoment(at().at, locale())}</div>}
        </Show>
      </dl>
    </Show>
  );
}
