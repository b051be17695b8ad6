import {
  type Dashboard,
  DashboardCursorSync,
  type DashboardLink,
  type Panel,
  type RowPanel,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema';
import { DATA_SOURCE, type UnplacedPanel } from './panel.ts';

/** A titled part of a dashboard; its panels flow from left to right as their widths allow. */
export interface Section {
  title: string;
  panels: readonly UnplacedPanel[];
}

export interface DashboardSpec {
  /** Ends of the address: alerts and docs link to it. */
  uid: string;
  title: string;
  description: string;
  /** A variable offers the values that a label of a metric has. */
  variables: readonly { name: string; label: string; metric: string }[];
  /** The page of F_BRAIN about the same. */
  page: string;
  sections: readonly Section[];
}

/** Of Grafana 11 and later; newer ones upgrade it by themselves. */
const SCHEMA_VERSION = 39;
const WIDTH = 24;
/**
 * F_BRAIN lies beside Grafana, whose address is unknown here: a browser that is led up further than to the root stays
 * at the root. Grafana leaves links alone that open a new tab.
 */
export const ROOT = '../../../../';

export const toDashboard = (spec: DashboardSpec): Dashboard => ({
  uid: spec.uid,
  title: spec.title,
  description: spec.description,
  tags: ['fbrain'],
  schemaVersion: SCHEMA_VERSION,
  editable: false,
  refresh: '30s',
  time: { from: 'now-1h', to: 'now' },
  timezone: 'browser',
  graphTooltip: DashboardCursorSync.Crosshair,
  links: [toLink({ title: 'F_BRAIN', url: `${ROOT}${spec.page}`, targetBlank: true }), OTHER_DASHBOARDS],
  templating: { list: spec.variables.map(toVariable) },
  panels: place(spec.sections),
});

const toLink = (link: Pick<DashboardLink, 'title' | 'targetBlank'> & Partial<DashboardLink>): DashboardLink => ({
  asDropdown: false,
  icon: 'external link',
  includeVars: false,
  keepTime: false,
  tags: [],
  tooltip: '',
  type: 'link',
  ...link,
});

const OTHER_DASHBOARDS = toLink({
  title: 'Dashboards',
  type: 'dashboards',
  tags: ['fbrain'],
  asDropdown: true,
  keepTime: true,
  targetBlank: false,
});

const toVariable = ({ name, label, metric }: DashboardSpec['variables'][number]): VariableModel => ({
  name,
  label,
  type: 'query',
  datasource: DATA_SOURCE,
  query: { query: `label_values(${metric}, ${name})`, refId: name },
  refresh: VariableRefresh.onTimeRangeChanged,
  sort: VariableSort.alphabeticalAsc,
  hide: VariableHide.dontHide,
  includeAll: true,
  allValue: '.*',
  multi: true,
  current: { text: ['All'], value: ['$__all'] },
});

/** Gives every panel its number and its place, top down. */
function place(sections: readonly Section[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const { title, panels } of sections) {
    placed.push({
      type: 'row',
      id: placed.length + 1,
      title,
      collapsed: false,
      gridPos: { h: 1, w: WIDTH, x: 0, y },
      panels: [],
    });
    y++;
    let x = 0;
    let rowHeight = 0;
    for (const { size, ...panel } of panels) {
      if (x + size.width > WIDTH) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      placed.push({ ...panel, id: placed.length + 1, gridPos: { h: size.height, w: size.width, x, y } });
      x += size.width;
      rowHeight = Math.max(rowHeight, size.height);
    }
    y += rowHeight;
  }
  return placed;
}
