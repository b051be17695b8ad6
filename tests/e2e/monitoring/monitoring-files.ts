import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What ops/monitoring has, read from its files so that no query and no alert is forgotten. */

export const MONITORING_DIR = resolve(import.meta.dir, '../../../ops/monitoring');
export const RUNBOOK = resolve(MONITORING_DIR, '../../docs/runbook.md');

export interface Alert {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface RuleFile {
  groups: { rules: (Partial<Alert> & { record?: string; expr: string })[] }[];
}

interface Dashboard {
  uid: string;
  title: string;
  panels: { title: string; type: string; targets?: { refId: string; expr: string }[] }[];
}

/** A query with the place where people would find it. */
export interface NamedQuery {
  name: string;
  expr: string;
}

const read = (path: string) => readFileSync(join(MONITORING_DIR, path), 'utf8');
const list = (pattern: string) => [...new Bun.Glob(pattern).scanSync(MONITORING_DIR)].sort();

const rules = list('prometheus/rules/*.yml').flatMap((path) =>
  (Bun.YAML.parse(read(path)) as RuleFile).groups.flatMap((group) => group.rules),
);

export const ALERTS = rules.filter((rule): rule is Alert => rule.alert !== undefined);

export const DASHBOARDS = list('grafana/provisioning/dashboards/*.json').map(
  (path) => JSON.parse(read(path)) as Dashboard,
);

/** Every query of every panel and rule. */
export const QUERIES: NamedQuery[] = [
  ...rules.map(({ alert, record, expr }) => ({ name: `rule ${alert ?? record}`, expr })),
  ...DASHBOARDS.flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr }) => ({ name: `panel ${uid} / ${title} ${refId}`, expr: asPrometheus(expr) })),
    ),
  ),
];

export const RULE_TESTS = list('prometheus/rule-tests/*.yml').flatMap(
  (path) =>
    (Bun.YAML.parse(read(path)) as { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] })
      .tests,
);

/** What Grafana would send: all values of its variables are chosen, and its interval is four scrapes. */
function asPrometheus(expr: string): string {
  return expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(queue|task|instance)\b/g, '.*');
}
