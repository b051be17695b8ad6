import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALERTS, DASHBOARDS, QUERIES, RULE_TESTS, RUNBOOK } from './monitoring-files.ts';

const SITE = '{{ $externalLabels.site }}';
const runbook = readFileSync(RUNBOOK, 'utf8');
const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
const pages = [
  ...readFileSync(resolve(import.meta.dir, '../../../ui/src/app.tsx'), 'utf8').matchAll(/<Route path="(\/\w+)"/g),
].map(([, path]) => path);

describe.each(ALERTS)('the alert $alert', ({ alert, labels, annotations }) => {
  const { summary = '', runbook_url, dashboard_url = '', fbrain_url = '' } = annotations;

  test('has a severity and one sentence', () => {
    expect(['critical', 'warning']).toContain(labels.severity ?? '');
    expect(summary).toMatch(/^\S.{20,160}\.$/);
  });

  test('leads to its section of the runbook, to a dashboard and to a page of F_BRAIN', () => {
    expect(runbook_url).toBe(`${SITE}/docs/runbook#${alert}`);
    expect(sections).toContain(alert);
    const [, uid] = /\/grafana\/d\/([\w-]+)/.exec(dashboard_url) ?? [];
    expect(DASHBOARDS.map((dashboard) => dashboard.uid)).toContain(uid ?? '');
    const [, page] = /\}\}(\/\w+)/.exec(fbrain_url) ?? [];
    expect(pages).toContain(page ?? '');
  });

  test('is shown to fire, and to keep quiet', () => {
    const cases = RULE_TESTS.flatMap((each) => each.alert_rule_test).filter(({ alertname }) => alertname === alert);
    expect(cases.some(({ exp_alerts }) => exp_alerts.length > 0)).toBe(true);
    expect(cases.some(({ exp_alerts }) => exp_alerts.length === 0)).toBe(true);
  });
});

test('the runbook has no section that no alert leads to, and says the same three things in each', () => {
  expect(sections.toSorted()).toEqual(ALERTS.map(({ alert }) => alert).toSorted());
  for (const text of runbook.split(/^## /m).slice(1)) {
    const said = ['**Means:**', '**Look first:**', '**Do this:**'].filter((words) => text.includes(words));
    expect([text.split('\n')[0], said.length]).toEqual([text.split('\n')[0], 3]);
  }
});

test('links inside the runbook lead to its sections', () => {
  const targets = [...runbook.matchAll(/\]\(#(\w+)\)/g)].map(([, target]) => target);
  for (const target of targets) expect(sections).toContain(target);
});

test('panels that the runbook names are on the dashboard that it names', () => {
  const text = runbook.replaceAll(/\s+/g, ' ');
  const named = [...text.matchAll(/((?:"[^"]+"(?:, | and )?)+) on the (\w+) dashboard/g)];
  for (const [, titles = '', name = ''] of named) {
    const panels = DASHBOARDS.find(({ uid }) => uid === `fbrain-${name}`)?.panels ?? [];
    const missing = [...titles.matchAll(/"([^"]+)"/g)].filter(
      ([, title]) => !panels.some((panel) => panel.title === title),
    );
    expect([name, missing.map(([, title]) => title)]).toEqual([name, []]);
  }
  expect(named.length).toBeGreaterThan(5);
});

test('no query asks for a metric of F_BRAIN that docs/metrics.md does not know', () => {
  const doc = readFileSync(resolve(RUNBOOK, '../metrics.md'), 'utf8');
  const known = new Set([...doc.matchAll(/^\| `(fbrain_\w+)`/gm)].map(([, name]) => name));
  const asked = QUERIES.flatMap(({ expr }) => [...expr.matchAll(/(?<![:\w])fbrain_\w+/g)].map(([name]) => name));
  const unknown = asked.map((name) => name.replace(/_(bucket|count|sum)$/, '')).filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
  expect(known.size).toBeGreaterThan(20);
});
