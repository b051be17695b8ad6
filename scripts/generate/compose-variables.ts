import { text } from '@fbrain/adapters/config/parse';
import type { Declarations } from '@fbrain/adapters/config/variable';

const secret = (env: string, doc: string) => ({ env, doc, parse: text(), secret: true }) as const;
const setting = (env: string, doc: string, value: string) => ({ env, doc, parse: text(), default: value }) as const;

/** What compose.yml itself reads from .env, besides the settings of services that it passes on. */
export const COMPOSE_VARIABLES = {
  postgresPassword: secret('POSTGRES_PASSWORD', "Password of PostgreSQL's superuser, as which the schema is made."),
  databasePassword: secret('DATABASE_PASSWORD', 'Password of the database role of API and workers.'),
  monitorPassword: secret('MONITOR_PASSWORD', 'Password of the database role that may only look at statistics.'),
  rabbitmqPassword: secret('RABBITMQ_PASSWORD', "Password of RabbitMQ's only user."),
  grafanaPassword: secret('GRAFANA_PASSWORD', 'Password of the user "admin" of Grafana, at /grafana/.'),
  publicUrl: setting('PUBLIC_URL', 'Address at which people open the UI, for links.', 'http://localhost'),
  httpPort: setting('HTTP_PORT', 'Port of this machine for HTTP.', '80'),
  httpsPort: setting('HTTPS_PORT', 'Port of this machine for HTTPS; used once there is a certificate.', '443'),
  tlsDir: setting(
    'TLS_DIR',
    'Folder with the certificate `tls.crt` and its key `tls.key`, readable for user 101. Without them: plain HTTP.',
    './ops/nginx/tls',
  ),
  tasksDir: setting('TASKS_DIR', 'Folder with the tasks; containers see it read-only.', './tasks'),
  taskPackages: setting(
    'TASK_PACKAGES',
    'Debian packages that the programs of tasks need; `docker compose build worker` installs them.',
    'ca-certificates python3',
  ),
  apiReplicas: setting('API_REPLICAS', 'Replicas of the API.', '2'),
  workerReplicas: setting('WORKER_REPLICAS', 'Workers.', '2'),
  workerMemory: setting('WORKER_MEMORY', 'Most memory of one worker with its task hosts.', '2g'),
  workerCpus: setting('WORKER_CPUS', 'Most cores that one worker uses; no more than the machine has.', '2.0'),
  postgresCpus: setting('POSTGRES_CPUS', 'Most cores that PostgreSQL uses; no more than the machine has.', '2.0'),
  prometheusRetention: setting('PROMETHEUS_RETENTION', 'How long Prometheus keeps figures.', '15d'),
  nginxTrustedProxies: setting(
    'NGINX_TRUSTED_PROXIES',
    'Addresses and ranges of proxies in front of Nginx whose `X-Forwarded-For` tells who calls, comma separated.',
    '',
  ),
  nginxRate: setting('NGINX_RATE', 'Requests a second that Nginx takes from one address.', '5000'),
  nginxConnections: setting('NGINX_CONNECTIONS', 'Requests at once that Nginx takes from one address.', '2000'),
  backupDir: setting('BACKUP_DIR', 'Folder that the service `tools` sees as /backups.', './backups'),
  version: setting('VERSION', 'Tag of the images that are built and run.', 'latest'),
} as const satisfies Declarations;

/** Variables of the services that compose.yml sets by itself, or that make no sense for replicas. */
export const NOT_WITH_COMPOSE: readonly string[] = [
  'DATABASE_URL',
  'RABBITMQ_URL',
  'API_HOST',
  'API_PORT',
  'WORKER_HOST',
  'WORKER_PORT',
  'WORKER_NAME',
  'TRUSTED_PROXIES',
];
