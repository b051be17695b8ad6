import { renderConfigurationDoc, renderEnvExample } from '@fbrain/adapters/config/render-config';
import { API_VARIABLES } from '../../services/api/src/config.ts';
import { WORKER_VARIABLES } from '../../services/worker/src/config.ts';
import { COMPOSE_VARIABLES, NOT_WITH_COMPOSE } from './compose-variables.ts';
import { dashboardFiles } from './grafana/dashboard-files.ts';
import { renderMetricsDoc } from './render-metrics-doc.ts';

const SERVICES = [
  { title: 'API', declarations: API_VARIABLES },
  { title: 'worker', declarations: WORKER_VARIABLES },
];

/** Files of the repository that nobody edits by hand: what they should contain now. */
export const generatedFiles = (): { path: string; content: string }[] => [
  {
    path: '.env.example',
    content: renderEnvExample({ compose: COMPOSE_VARIABLES, services: SERVICES, notWithCompose: NOT_WITH_COMPOSE }),
  },
  { path: 'docs/configuration.md', content: renderConfigurationDoc(SERVICES, COMPOSE_VARIABLES) },
  { path: 'docs/metrics.md', content: renderMetricsDoc() },
  ...dashboardFiles(),
];
