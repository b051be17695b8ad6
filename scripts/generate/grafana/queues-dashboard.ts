import { ROOT, toDashboard } from './dashboard.ts';
import { series, table } from './panel.ts';

const quantile = (share: number, metric: string, label: string, filter: string) =>
  `histogram_quantile(${share}, sum by (${label}, le) (rate(${metric}_bucket{${filter}}[$__rate_interval])))`;

/** What waits where, and how tasks do. */
export const QUEUES_DASHBOARD = toDashboard({
  uid: 'fbrain-queues',
  title: 'F_BRAIN queues and tasks',
  description: 'What waits in which queue and why, how long tasks take and which of them fail.',
  variables: [
    { name: 'queue', label: 'Queue', metric: 'fbrain_queue_depth' },
    { name: 'task', label: 'Task', metric: 'fbrain_runs_finished_total' },
  ],
  page: 'queues',
  sections: [
    {
      title: 'Queues',
      panels: [
        table(
          {
            title: 'Queues now',
            description: 'A queue with ready runs, no worker and no pause is stuck.',
            unit: 'short',
            label: 'queue',
            labelTitle: 'Queue',
            href: `${ROOT}runs?queue=\${__value.raw}`,
          },
          [
            { title: 'Ready', expr: 'max by (queue) (fbrain_queue_depth{queue=~"$queue", state="queued"})' },
            { title: 'Running', expr: 'max by (queue) (fbrain_queue_depth{queue=~"$queue", state="running"})' },
            { title: 'Blocked', expr: 'max by (queue) (fbrain_queue_depth{queue=~"$queue", state="blocked"})' },
            {
              title: 'Oldest ready',
              expr: 'max by (queue) (fbrain_queue_oldest_ready_seconds{queue=~"$queue"})',
              unit: 's',
            },
            { title: 'Workers', expr: 'max by (queue) (fbrain_queue_workers{queue=~"$queue"})' },
            { title: 'Paused', expr: 'max by (queue) (fbrain_queue_paused{queue=~"$queue"})', unit: 'bool_yes_no' },
          ],
        ),
        series(
          { title: 'Unfinished runs', description: 'By queue.', unit: 'short', stacked: true },
          { expr: 'sum by (queue) (max by (queue, state) (fbrain_queue_depth{queue=~"$queue"}))', legend: '{{queue}}' },
        ),
        series(
          {
            title: 'Oldest ready run',
            description:
              'How long the first in line has been ready. It grows while a queue is paused or has no free worker.',
            unit: 's',
            thresholds: [{ color: 'red', from: 300 }],
          },
          { expr: 'max by (queue) (fbrain_queue_oldest_ready_seconds{queue=~"$queue"})', legend: '{{queue}}' },
        ),
        series(
          { title: 'Accepted', description: 'Runs per second, by queue.', unit: 'ops' },
          {
            expr: 'sum by (queue) (rate(fbrain_runs_enqueued_total{queue=~"$queue"}[$__rate_interval]))',
            legend: '{{queue}}',
          },
        ),
        series(
          { title: 'Ended', description: 'Runs per second, by queue.', unit: 'ops' },
          {
            expr: 'sum by (queue) (rate(fbrain_runs_finished_total{queue=~"$queue"}[$__rate_interval]))',
            legend: '{{queue}}',
          },
        ),
        series(
          { title: 'Time from due to started', description: 'All but one in a hundred runs, by queue.', unit: 's' },
          { expr: 'queue:fbrain_run_wait_seconds:p99_5m{queue=~"$queue"}', legend: '{{queue}}' },
        ),
        series(
          { title: 'Workers', description: 'Living workers that serve the queue.', unit: 'short' },
          { expr: 'max by (queue) (fbrain_queue_workers{queue=~"$queue"})', legend: '{{queue}}' },
        ),
      ],
    },
    {
      title: 'Tasks',
      panels: [
        series(
          {
            title: 'Ends by state',
            description: 'Runs per second of the chosen tasks, by final state.',
            unit: 'ops',
            stacked: true,
          },
          {
            expr: 'sum by (state) (rate(fbrain_runs_finished_total{task=~"$task"}[$__rate_interval]))',
            legend: '{{state}}',
          },
        ),
        series(
          {
            title: 'Share that fails',
            description: 'Of the runs that ended in 15 minutes, those that failed for good.',
            unit: 'percentunit',
            thresholds: [{ color: 'red', from: 0.2 }],
          },
          {
            expr: 'sum by (task) (task_state:fbrain_runs_finished:increase15m{task=~"$task", state="failed"}) / (sum by (task) (task_state:fbrain_runs_finished:increase15m{task=~"$task", state=~"failed|succeeded"}) > 0)',
            legend: '{{task}}',
          },
        ),
        series(
          { title: 'Time an attempt takes, typically', description: 'Half of the attempts take longer.', unit: 's' },
          { expr: quantile(0.5, 'fbrain_run_duration_seconds', 'task', 'task=~"$task"'), legend: '{{task}}' },
        ),
        series(
          { title: 'Time an attempt takes, at worst', description: 'One in twenty attempts takes longer.', unit: 's' },
          { expr: 'task:fbrain_run_duration_seconds:p95_5m{task=~"$task"}', legend: '{{task}}' },
        ),
        table(
          {
            title: 'Tasks in the last 15 minutes',
            description: 'Runs that ended, by task.',
            unit: 'short',
            label: 'task',
            labelTitle: 'Task',
            href: `${ROOT}tasks/\${__value.raw}`,
          },
          ['succeeded', 'failed', 'cancelled', 'expired'].map((state) => ({
            title: `${state.charAt(0).toUpperCase()}${state.slice(1)}`,
            expr: `round(sum by (task) (task_state:fbrain_runs_finished:increase15m{task=~"$task", state="${state}"}))`,
          })),
        ),
      ],
    },
  ],
});
