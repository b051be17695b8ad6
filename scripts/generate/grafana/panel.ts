import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  type FieldConfig,
  LegendDisplayMode,
  type Panel,
  PercentChangeColorMode,
  SortOrder,
  StackingMode,
  type Threshold,
  ThresholdsMode,
  TooltipDisplayMode,
  VizOrientation,
} from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type {
  FieldConfig as SeriesFieldConfig,
  Options as SeriesOptions,
} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

/** The three kinds of panels of the dashboards. The types are Grafana's own: what it does not know does not compile. */

export const DATA_SOURCE = { type: 'prometheus', uid: 'fbrain-prometheus' };

/** Of Grafana's units those that are used here; it shows an unknown one as text behind the number. */
type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'ops' | 'reqps' | 'bool_yes_no';

/** What people have to decide about a panel; there is no default, so that none is without unit and words. */
interface PanelWords {
  title: string;
  /** What it shows and what is normal. */
  description: string;
  unit: Unit;
  /** Where it changes its colour, from green on. */
  thresholds?: readonly { color: 'red' | 'orange' | 'green'; from: number }[];
  /** Of 24. */
  width?: number;
  /** Shown where there is no data, as that is good. */
  whenEmpty?: string;
}

export interface SeriesQuery {
  expr: string;
  /** Such as `{{queue}}`. */
  legend: string;
}

/** A panel before it has a place and a number. */
export type UnplacedPanel = Panel & { type: string; title: string; size: { width: number; height: number } };

const REF_IDS = 'ABCDEFGH';
const toTargets = (queries: readonly SeriesQuery[], kind: 'range' | 'instant' | 'table') =>
  queries.map(({ expr, legend }, index) => ({
    refId: REF_IDS.charAt(index),
    datasource: DATA_SOURCE,
    editorMode: 'code',
    expr,
    legendFormat: legend,
    range: kind === 'range',
    instant: kind !== 'range',
    format: kind === 'table' ? 'table' : 'time_series',
  }));

const toThresholds = ({ thresholds = [] }: PanelWords) => ({
  mode: ThresholdsMode.Absolute,
  steps: [
    { color: thresholds[0]?.color === 'green' ? 'red' : 'green', value: null },
    ...thresholds.map(({ color, from }): Threshold => ({ color, value: from })),
  ],
});

function base(words: PanelWords, size: { width: number; height: number }) {
  const { title, description, width = size.width } = words;
  return { title, description, datasource: DATA_SOURCE, size: { width, height: size.height } };
}

const defaults = <Custom>(words: PanelWords, custom: Custom & Record<string, unknown>): FieldConfig<Custom> => ({
  unit: words.unit,
  thresholds: toThresholds(words),
  custom,
  ...(words.whenEmpty && { noValue: words.whenEmpty }),
});

/** Lines over time; `stacked` where their sum means something. */
export function series(words: PanelWords & { stacked?: boolean }, ...queries: SeriesQuery[]): UnplacedPanel {
  const { stacked = false } = words;
  const custom: SeriesFieldConfig = {
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 8,
    spanNulls: false,
    axisSoftMin: 0,
    stacking: { mode: stacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
  };
  const options: SeriesOptions = {
    legend: { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] },
    tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
  };
  const panel: Panel<SeriesOptions, SeriesFieldConfig> = {
    type: 'timeseries',
    ...base(words, { width: 12, height: 8 }),
    targets: toTargets(queries, 'range'),
    fieldConfig: { defaults: defaults(words, { ...custom }), overrides: [] },
    options: { ...options },
  };
  return panel as UnplacedPanel;
}

/** One number as it is now, coloured by its thresholds. */
export function stat(words: PanelWords, expr: string): UnplacedPanel {
  const options: StatOptions = {
    colorMode: BigValueColorMode.Value,
    graphMode: BigValueGraphMode.None,
    justifyMode: BigValueJustifyMode.Auto,
    textMode: BigValueTextMode.Value,
    orientation: VizOrientation.Auto,
    percentChangeColorMode: PercentChangeColorMode.Standard,
    showPercentChange: false,
    wideLayout: true,
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
  };
  const panel: Panel<StatOptions> = {
    type: 'stat',
    ...base(words, { width: 3, height: 4 }),
    targets: toTargets([{ expr, legend: words.title }], 'instant'),
    fieldConfig: { defaults: defaults(words, {}), overrides: [] },
    options: { ...options },
  };
  return panel as UnplacedPanel;
}

export interface Column {
  /** What its numbers are; of the query beside it. */
  title: string;
  expr: string;
  unit?: Unit;
}

/** What holds now, a row for each value of `label`. Rows link to `href`, whose `${__data.fields.…}` Grafana fills in. */
export function table(
  words: PanelWords & { label: string; labelTitle: string; href?: string },
  columns: readonly Column[],
): UnplacedPanel {
  const options: TableOptions = { showHeader: true, frameIndex: 0 };
  const values = columns.map((column, index) => ({
    ...column,
    field: columns.length === 1 ? 'Value' : `Value #${REF_IDS.charAt(index)}`,
  }));
  const titles = Object.fromEntries(values.map(({ field, title }) => [field, title]));
  const panel: Panel<TableOptions> = {
    type: 'table',
    ...base(words, { width: 24, height: 8 }),
    targets: toTargets(
      columns.map(({ expr }) => ({ expr, legend: '' })),
      'table',
    ),
    transformations: [
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: { excludeByName: { Time: true }, renameByName: { [words.label]: words.labelTitle, ...titles } },
      },
    ],
    fieldConfig: {
      defaults: defaults(words, {}),
      overrides: [
        ...values.flatMap(({ title, unit }) =>
          unit ? [{ matcher: { id: 'byName', options: title }, properties: [{ id: 'unit', value: unit }] }] : [],
        ),
        ...(words.href
          ? [
              {
                matcher: { id: 'byName', options: words.labelTitle },
                properties: [
                  { id: 'links', value: [{ title: 'Show in F_BRAIN', url: words.href, targetBlank: true }] },
                ],
              },
            ]
          : []),
      ],
    },
    options: { ...options },
  };
  return panel as UnplacedPanel;
}
