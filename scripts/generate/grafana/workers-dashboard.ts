import { toDashboard } from './dashboard.ts';
import { series, stat } from './panel.ts';

const WORKER_STATES = [
  { state: 'active', description: 'They take runs.', thresholds: [{ color: 'green', from: 1 }] },
  { state: 'draining', description: 'They end what they have and take no more.', thresholds: [] },
  {
    state: 'lost',
    description: 'They died or lost their connection in the last hour; their runs were started again elsewhere.',
    thresholds: [{ color: 'orange', from: 1 }],
  },
  { state: 'stopped', description: 'They ended in good order in the last hour.', thresholds: [] },
] as const;

/** Who executes the work, and whether the machines are up to it. */
export const WORKERS_DASHBOARD = toDashboard({
  uid: 'fbrain-workers',
  title: 'F_BRAIN workers and hosts',
  description: 'Workers, their slots, memory and losses, and the machines below them.',
  variables: [{ name: 'instance', label: 'Worker', metric: 'fbrain_worker_slots' }],
  page: 'workers',
  sections: [
    {
      title: 'Workers',
      panels: [
        ...WORKER_STATES.map(({ state, description, thresholds }) =>
          stat(
            { title: `Workers ${state}`, description, unit: 'short', width: 6, thresholds },
            `max(fbrain_workers{state="${state}"})`,
          ),
        ),
        series(
          {
            title: 'Slots',
            description: 'Runs that are executed, and that could start at once.',
            unit: 'short',
            stacked: true,
          },
          { expr: 'sum by (state) (fbrain_worker_slots{instance=~"$instance"})', legend: '{{state}}' },
        ),
        series(
          {
            title: 'Slots in use',
            description: 'By worker. All at 100 % while runs wait: add workers, or raise WORKER_CONCURRENCY.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.95 }],
          },
          {
            expr: 'sum by (instance) (fbrain_worker_slots{instance=~"$instance", state="busy"}) / sum by (instance) (fbrain_worker_slots{instance=~"$instance"})',
            legend: '{{instance}}',
          },
        ),
        series(
          { title: 'Memory of task hosts', description: 'All task hosts of a worker together.', unit: 'bytes' },
          { expr: 'fbrain_task_host_rss_bytes{instance=~"$instance"}', legend: '{{instance}}' },
        ),
        series(
          {
            title: 'Memory of the worker itself',
            description: 'Without its task hosts. Normally below 150 MB.',
            unit: 'bytes',
          },
          { expr: 'process_resident_memory_bytes{job="worker", instance=~"$instance"}', legend: '{{instance}}' },
        ),
        series(
          {
            title: 'Processor',
            description: 'Cores that the worker itself uses, without its task hosts.',
            unit: 'short',
          },
          {
            expr: 'rate(process_cpu_seconds_total{job="worker", instance=~"$instance"}[$__rate_interval])',
            legend: '{{instance}}',
          },
        ),
        series(
          {
            title: 'Delay of the event loop',
            description: 'How late timers fire in the worker itself, at worst.',
            unit: 's',
          },
          { expr: 'nodejs_eventloop_lag_p99_seconds{job="worker", instance=~"$instance"}', legend: '{{instance}}' },
        ),
      ],
    },
    {
      title: 'Losses and repairs',
      panels: [
        series(
          {
            title: 'Rescued runs',
            description: 'Taken from dead workers and started again, in five minutes. Normally none.',
            unit: 'short',
          },
          { expr: 'sum(increase(fbrain_runs_rescued_total[5m]))', legend: 'rescued' },
        ),
        series(
          {
            title: 'Stale results',
            description:
              'Results that came after their run was given to another attempt, in five minutes. They change nothing.',
            unit: 'short',
          },
          { expr: 'sum(increase(fbrain_stale_results_total[5m]))', legend: 'rejected' },
        ),
        series(
          {
            title: 'Hints sent again',
            description: 'For runs whose message was lost, or that SQL enqueued, in five minutes.',
            unit: 'short',
          },
          { expr: 'sum(increase(fbrain_redispatched_total[5m]))', legend: 'sent again' },
        ),
        series(
          {
            title: 'Task hosts replaced',
            description: 'As they had done their share of runs or grew too large, in five minutes.',
            unit: 'short',
          },
          { expr: 'sum by (reason) (increase(fbrain_task_hosts_recycled_total[5m]))', legend: '{{reason}}' },
        ),
      ],
    },
    {
      title: 'Hosts',
      panels: [
        series(
          {
            title: 'Processor',
            description: 'Share of all cores in use, by host.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.95 }],
          },
          {
            expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
            legend: '{{instance}}',
          },
        ),
        series(
          {
            title: 'Memory in use',
            description: 'Share that is not available to processes, by host.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.9 }],
          },
          { expr: '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', legend: '{{instance}}' },
        ),
        series(
          {
            title: 'Load',
            description: 'Processes that want a core, per core. Above 1 they wait.',
            unit: 'short',
            thresholds: [{ color: 'red', from: 2 }],
          },
          {
            expr: 'node_load5 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})',
            legend: '{{instance}}',
          },
        ),
        series(
          { title: 'Free disk', description: 'Share of each file system that is free.', unit: 'percentunit' },
          { expr: 'instance_mountpoint:node_filesystem_avail:ratio', legend: '{{instance}} {{mountpoint}}' },
        ),
      ],
    },
  ],
});
