import { describe, expect, test } from 'bun:test';
import type { Dashboard, Panel, RowPanel } from '@grafana/schema';
import { dashboardFiles } from './dashboard-files.ts';

const dashboards = dashboardFiles().map(({ content }) => JSON.parse(content) as Dashboard);
const isPanel = (panel: Panel | RowPanel): panel is Panel => panel.type !== 'row';

test('every dashboard has an address of its own', () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(4);
});

describe.each(dashboards)('the dashboard $title', ({ panels = [], templating }) => {
  test('has words and a unit for each panel, and asks something in each', () => {
    for (const panel of panels.filter(isPanel)) {
      expect([panel.title, panel.description]).toEqual([
        expect.stringMatching(/\w/),
        expect.stringMatching(/\w{3}.*\.$/),
      ]);
      expect(panel.fieldConfig?.defaults.unit).toMatch(/\w/);
      expect(panel.targets?.length).toBeGreaterThan(0);
      expect(panel.options).toBeDefined();
    }
  });

  test('puts no panel over another one or beside the page', () => {
    const taken = new Set<string>();
    for (const { gridPos } of panels) {
      if (!gridPos) throw new Error('A panel has no place.');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`)).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  test('has each variable that its queries use, and uses each', () => {
    const queries = panels.filter(isPanel).flatMap((panel) => panel.targets?.map(({ expr }) => String(expr)) ?? []);
    const used = queries.flatMap((expr) => [...expr.matchAll(/\$(?!__)(\w+)/g)].map(([, name]) => name));
    const offered = templating?.list?.map(({ name }) => name) ?? [];
    expect([...new Set(used)].toSorted()).toEqual(offered.toSorted());
  });
});
