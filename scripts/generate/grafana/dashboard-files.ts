import { INFRASTRUCTURE_DASHBOARD } from './infrastructure-dashboard.ts';
import { OVERVIEW_DASHBOARD } from './overview-dashboard.ts';
import { QUEUES_DASHBOARD } from './queues-dashboard.ts';
import { WORKERS_DASHBOARD } from './workers-dashboard.ts';

const DASHBOARDS = {
  overview: OVERVIEW_DASHBOARD,
  queues: QUEUES_DASHBOARD,
  workers: WORKERS_DASHBOARD,
  infrastructure: INFRASTRUCTURE_DASHBOARD,
};

/** The dashboards as Grafana reads them. */
export const dashboardFiles = (): { path: string; content: string }[] =>
  Object.entries(DASHBOARDS).map(([name, dashboard]) => ({
    path: `ops/monitoring/grafana/provisioning/dashboards/${name}.json`,
    content: `${JSON.stringify(dashboard, null, 2)}\n`,
  }));
