import { toDashboard } from './dashboard.ts';
import { series, stat } from './panel.ts';

/** What carries the work: API, PostgreSQL, RabbitMQ, Nginx, Prometheus. */
export const INFRASTRUCTURE_DASHBOARD = toDashboard({
  uid: 'fbrain-infrastructure',
  title: 'F_BRAIN infrastructure',
  description: 'API, PostgreSQL, RabbitMQ, Nginx and Prometheus itself.',
  variables: [],
  page: 'runs',
  sections: [
    {
      title: 'Services',
      panels: [
        ...(['api', 'worker', 'postgres', 'rabbitmq', 'nginx', 'node', 'grafana', 'prometheus'] as const).map((job) =>
          stat(
            {
              title: job,
              description: `Targets of the job "${job}" that Prometheus reaches.`,
              unit: 'short',
              thresholds: [{ color: 'green', from: 1 }],
            },
            `sum(up{job="${job}"}) or vector(0)`,
          ),
        ),
      ],
    },
    {
      title: 'API',
      panels: [
        series(
          { title: 'Requests', description: 'Answers per second, by route.', unit: 'reqps' },
          { expr: 'sum by (route, method) (route_status:fbrain_http_requests:rate5m)', legend: '{{method}} {{route}}' },
        ),
        series(
          {
            title: 'Time to answer',
            description: 'All but one in a hundred requests, by route. Event streams and ?wait are left out.',
            unit: 's',
            thresholds: [{ color: 'red', from: 1 }],
          },
          { expr: 'route:fbrain_http_request_duration_seconds:p99_5m', legend: '{{method}} {{route}}' },
        ),
        series(
          {
            title: 'Errors of the server',
            description: 'Share of the answers with a status of 500 or more.',
            unit: 'percentunit',
          },
          {
            expr: '(sum(route_status:fbrain_http_requests:rate5m{status=~"5.."}) or vector(0)) / sum(route_status:fbrain_http_requests:rate5m)',
            legend: 'errors',
          },
        ),
        series(
          {
            title: 'Refused requests',
            description: 'Per second: too many were in flight, answered with 429.',
            unit: 'reqps',
          },
          {
            expr: 'sum by (instance) (rate(fbrain_http_requests_shed_total[$__rate_interval]))',
            legend: '{{instance}}',
          },
        ),
        series(
          { title: 'Open event streams', description: 'Browsers and clients that watch live.', unit: 'short' },
          { expr: 'sum by (instance) (fbrain_live_streams)', legend: '{{instance}}' },
        ),
        series(
          { title: 'Memory', description: 'By replica.', unit: 'bytes' },
          { expr: 'process_resident_memory_bytes{job="api"}', legend: '{{instance}}' },
        ),
        series(
          { title: 'Processor', description: 'Cores in use, by replica. A replica uses one at most.', unit: 'short' },
          { expr: 'rate(process_cpu_seconds_total{job="api"}[$__rate_interval])', legend: '{{instance}}' },
        ),
        series(
          {
            title: 'Delay of the event loop',
            description: 'How late timers fire, at worst. Above a tenth of a second a replica has too much to do.',
            unit: 's',
          },
          { expr: 'max by (instance) (nodejs_eventloop_lag_p99_seconds{job="api"})', legend: '{{instance}}' },
        ),
      ],
    },
    {
      title: 'PostgreSQL',
      panels: [
        series(
          {
            title: 'Connections in use',
            description: 'Share of max_connections. Each API replica and worker has a pool of its own.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.8 }],
          },
          { expr: 'instance:pg_connections:ratio', legend: '{{instance}}' },
        ),
        series(
          { title: 'Transactions', description: 'Commits and rollbacks per second.', unit: 'ops' },
          {
            expr: 'sum by (datname) (rate(pg_stat_database_xact_commit{datname!~"template.*"}[$__rate_interval]))',
            legend: '{{datname}} commits',
          },
          {
            expr: 'sum by (datname) (rate(pg_stat_database_xact_rollback{datname!~"template.*"}[$__rate_interval]))',
            legend: '{{datname}} rollbacks',
          },
        ),
        series(
          {
            title: 'Oldest transaction',
            description: 'While it is open, nothing that was deleted since can be cleaned up.',
            unit: 's',
            thresholds: [{ color: 'red', from: 1_800 }],
          },
          { expr: 'max by (datname) (pg_stat_activity_max_tx_duration)', legend: '{{datname}}' },
        ),
        series(
          { title: 'Size', description: 'Of each database, on disk.', unit: 'bytes' },
          { expr: 'max by (datname) (pg_database_size_bytes)', legend: '{{datname}}' },
        ),
        series(
          {
            title: 'Reads from memory',
            description: 'Share of the blocks that were found in shared buffers. Below 95 % more memory helps.',
            unit: 'percentunit',
          },
          {
            expr: 'sum(rate(pg_stat_database_blks_hit[$__rate_interval])) / (sum(rate(pg_stat_database_blks_hit[$__rate_interval])) + sum(rate(pg_stat_database_blks_read[$__rate_interval])))',
            legend: 'from memory',
          },
        ),
        series(
          { title: 'Locks', description: 'Held and waited for, by mode.', unit: 'short', stacked: true },
          { expr: 'sum by (mode) (pg_locks_count)', legend: '{{mode}}' },
        ),
      ],
    },
    {
      title: 'RabbitMQ',
      panels: [
        series(
          {
            title: 'Messages',
            description: 'Hints that wait, and that are with a worker. Losing them loses no run.',
            unit: 'short',
          },
          { expr: 'sum(rabbitmq_queue_messages_ready)', legend: 'ready' },
          { expr: 'sum(rabbitmq_queue_messages_unacked)', legend: 'with a worker' },
        ),
        series(
          { title: 'Traffic', description: 'Messages per second; one carries up to 100 hints.', unit: 'ops' },
          { expr: 'sum(rate(rabbitmq_global_messages_received_total[$__rate_interval]))', legend: 'published' },
          { expr: 'sum(rate(rabbitmq_global_messages_delivered_total[$__rate_interval]))', legend: 'delivered' },
        ),
        series(
          { title: 'Connections', description: 'One for each API replica and worker.', unit: 'short' },
          { expr: 'sum(rabbitmq_connections)', legend: 'connections' },
          { expr: 'sum(rabbitmq_channels)', legend: 'channels' },
        ),
        series(
          {
            title: 'Memory',
            description: 'Share of what it may use. At 100 % it takes no more messages.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.9 }],
          },
          {
            expr: 'rabbitmq_process_resident_memory_bytes / rabbitmq_resident_memory_limit_bytes',
            legend: '{{instance}}',
          },
        ),
        series(
          {
            title: 'Alarms',
            description: '1 while it is short of memory or disk and takes no messages.',
            unit: 'short',
          },
          { expr: 'max by (instance) (rabbitmq_alarms_memory_used_watermark)', legend: 'memory {{instance}}' },
          { expr: 'max by (instance) (rabbitmq_alarms_free_disk_space_watermark)', legend: 'disk {{instance}}' },
        ),
        series(
          {
            title: 'Messages put aside',
            description: 'They were no hints of F_BRAIN, in five minutes.',
            unit: 'short',
          },
          { expr: 'sum(increase(fbrain_messages_quarantined_total[5m]))', legend: 'put aside' },
        ),
      ],
    },
    {
      title: 'Nginx',
      panels: [
        series(
          { title: 'Requests', description: 'Per second, everything included.', unit: 'reqps' },
          { expr: 'sum(rate(nginx_http_requests_total[$__rate_interval]))', legend: 'requests' },
        ),
        series(
          { title: 'Connections', description: 'Open ones by what they do.', unit: 'short', stacked: true },
          { expr: 'sum(nginx_connections_reading)', legend: 'reading' },
          { expr: 'sum(nginx_connections_writing)', legend: 'writing' },
          { expr: 'sum(nginx_connections_waiting)', legend: 'waiting' },
        ),
      ],
    },
    {
      title: 'Prometheus',
      panels: [
        series(
          { title: 'Size', description: 'Of what it has stored.', unit: 'bytes' },
          { expr: 'prometheus_tsdb_storage_blocks_bytes', legend: 'blocks' },
        ),
        series(
          { title: 'Series', description: 'Time series in memory; labels of F_BRAIN are bounded.', unit: 'short' },
          { expr: 'prometheus_tsdb_head_series', legend: 'series' },
        ),
        series(
          { title: 'Failed rules', description: 'Evaluations in five minutes. Normally none.', unit: 'short' },
          { expr: 'sum(increase(prometheus_rule_evaluation_failures_total[5m]))', legend: 'failed' },
        ),
        series(
          { title: 'Time of a scrape', description: 'By job.', unit: 's' },
          { expr: 'max by (job) (scrape_duration_seconds)', legend: '{{job}}' },
        ),
      ],
    },
  ],
});
