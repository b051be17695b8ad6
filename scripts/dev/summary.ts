import type { DevConfig } from './dev-config.ts';
import type { Stores } from './start-stores.ts';

/** The table that `bun run dev` prints when everything runs. */
export function renderSummary(config: DevConfig, stores: Stores, isRabbitmqReady: boolean): string {
  const api = `http://localhost:${config.apiPort}`;
  const rows = {
    UI: `http://localhost:${config.uiPort}`,
    'Sign in': `${config.admin.email}, password ${config.admin.password}`,
    API: `${api}/api/v1`,
    Docs: `${api}/docs`,
    Transport: transport(stores, isRabbitmqReady),
    PostgreSQL: `${withoutPassword(stores.databaseUrl)} (${stores.postgres ? 'data and password in .dev/postgres' : 'as given in DATABASE_URL'})`,
    'API token': `${config.token} (${config.tokenSource})`,
    Tasks: config.tasksDir,
  };
  const lines = Object.entries(rows).map(([name, value]) => `  ${name.padEnd(12)}${value}`);
  return ['', 'F_BRAIN is running; Ctrl-C stops it.', '', ...lines, ''].join('\n');
}

function transport({ rabbitmqUrl, rabbitmq }: Stores, isReady: boolean): string {
  if (!rabbitmqUrl) return 'PostgreSQL (RabbitMQ is used where rabbitmq-server is installed or RABBITMQ_URL is given)';
  const state = isReady ? '' : ', still starting: runs begin in some seconds';
  const origin = rabbitmq ? `private node in .dev/rabbitmq${state}` : 'as given in RABBITMQ_URL';
  return `RabbitMQ ${withoutPassword(rabbitmqUrl)} (${origin})`;
}

/** The address without its secret. An address that cannot be read is not shown at all. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return '(not an address)';
  const url = new URL(address);
  url.password = '';
  return url.href;
}
