import { createEffect, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import type uPlot from 'uplot';
import { BrokenPart } from '../components/broken-part.tsx';
import { locale } from '../i18n/translate.ts';
import { stackedData } from './stacked-data.ts';
import { tokenColour, watchTheme } from './token-colour.ts';

export interface BarSeries {
  label: string;
  /** Name of a colour token, such as `good`. */
  token: string;
  values: readonly number[];
}

interface StackedBarsProps {
  /** Begin of each step, seconds since the epoch. */
  times: readonly number[];
  /** From the bottom up. */
  series: readonly BarSeries[];
  /** What the picture shows, for those who do not see it. */
  label: string;
  /** The step under the pointer. */
  onHover: (index: number | null) => void;
}

/** That of the class `h-50`. */
const HEIGHT = 200;

/** Bars that stand on each other, one for each step of time. The library comes with the first chart only. */
export function StackedBars(props: StackedBarsProps) {
  let host: HTMLDivElement | undefined;
  let chart: uPlot | undefined;
  let isGone = false;
  const data = () => stackedData(props.times, props.series) as unknown as uPlot.AlignedData;
  const [failure, setFailure] = createSignal<Error>();
  const draw = async () => {
    const Plot = await loadPlot().catch((error: Error) => void setFailure(error));
    if (isGone || !host || !Plot) return;
    chart?.destroy();
    chart = new Plot(optionsOf(Plot, host, props), data(), host);
  };
  onMount(() => {
    void draw();
    const size = new ResizeObserver(() => host && chart?.setSize({ width: host.clientWidth, height: HEIGHT }));
    if (host) size.observe(host);
    const unwatch = watchTheme(() => void draw());
    onCleanup(() => {
      isGone = true;
      size.disconnect();
      unwatch();
      chart?.destroy();
    });
  });
  createEffect(on(data, (next) => chart?.setData(next), { defer: true }));
  createEffect(on(locale, () => void draw(), { defer: true }));
  return (
    <Show when={failure()} fallback={<div ref={host} role="img" aria-label={props.label} class="h-50 min-w-0" />}>
      {(error) => <BrokenPart error={error()} />}
    </Show>
  );
}

async function loadPlot(): Promise<typeof uPlot> {
  const { default: Plot } = await import('uplot');
  await import('uplot/dist/uPlot.min.css');
  return Plot;
}

function optionsOf(Plot: typeof uPlot, host: HTMLElement, props: StackedBarsProps): uPlot.Options {
  const colour = (token: string) => tokenColour(host, token);
  const axis = { stroke: colour('muted'), font: '11px sans-serif', ticks: { show: false } };
  const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' });
  const number = new Intl.NumberFormat(locale(), { notation: 'compact' });
  const paths = Plot.paths.bars?.({ size: [0.82, 40], align: 1, gap: 1 });
  return {
    width: host.clientWidth,
    height: HEIGHT,
    // Room for the half of the last date.
    padding: [12, 22, 0, 0],
    legend: { show: false },
    cursor: { points: { show: false }, y: false, drag: { x: false, y: false } },
    scales: {
      // The last bar stands right of its time.
      x: { range: (_chart, low, high) => [low, high + stepOf(props.times)] },
      y: { range: (_chart, _low, high) => [0, Math.max(high * 1.05, 4)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        values: (_chart, splits, _index, _space, step) =>
          splits.map((at) => (step >= 86_400 || isMidnight(at) ? day : time).format(at * 1_000)),
      },
      {
        ...axis,
        size: 44,
        grid: { stroke: colour('line'), width: 1 },
        values: (_chart, splits) => splits.map((split) => (Number.isInteger(split) ? number.format(split) : '')),
      },
    ],
    // The highest sums first: each next one covers its lower part.
    series: [
      {},
      ...props.series.toReversed().map(({ label, token }) => ({
        label,
        fill: colour(token),
        stroke: colour(token),
        width: 0,
        points: { show: false },
        ...(paths && { paths }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => props.onHover(cursor.idx ?? null)] },
  };
}

const stepOf = ([first = 0, second = first + 60]: readonly number[]): number => second - first;

const isMidnight = (at: number): boolean => {
  const date = new Date(at * 1_000);
  return date.getHours() === 0 && date.getMinutes() === 0;
};
