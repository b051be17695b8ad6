import { ROOT, toDashboard } from './dashboard.ts';
import { series, stat, table } from './panel.ts';

/** Is everything all right? What whoever is on call opens first. */
export const OVERVIEW_DASHBOARD = toDashboard({
  uid: 'fbrain-overview',
  title: 'F_BRAIN overview',
  description: 'Is everything all right, and if not, where to look next.',
  variables: [],
  page: 'runs',
  sections: [
    {
      title: 'Now',
      panels: [
        stat(
          {
            title: 'Alerts',
            description: 'Alerts that fire. The table below names them.',
            unit: 'short',
            thresholds: [{ color: 'red', from: 1 }],
          },
          'count(ALERTS{alertstate="firing"}) or vector(0)',
        ),
        stat(
          {
            title: 'Ready runs',
            description: 'Runs that could start now and wait for a worker. A backlog is fine while it shrinks.',
            unit: 'short',
            thresholds: [{ color: 'orange', from: 10_000 }],
          },
          'sum(max by (queue) (fbrain_queue_depth{state="queued"}))',
        ),
        stat(
          {
            title: 'Oldest ready run',
            description: 'How long the run that waits longest has been ready. Normally far below a second.',
            unit: 's',
            thresholds: [
              { color: 'orange', from: 30 },
              { color: 'red', from: 300 },
            ],
          },
          'max(fbrain_queue_oldest_ready_seconds)',
        ),
        stat(
          {
            title: 'Failed in 15 min',
            description: 'Runs that failed for good, retries used up.',
            unit: 'short',
            thresholds: [
              { color: 'orange', from: 1 },
              { color: 'red', from: 50 },
            ],
          },
          'round(sum(task_state:fbrain_runs_finished:increase15m{state="failed"})) or vector(0)',
        ),
        stat(
          {
            title: 'Workers',
            description: 'Workers that live and take runs.',
            unit: 'short',
            thresholds: [{ color: 'green', from: 1 }],
          },
          'max(fbrain_workers{state="active"})',
        ),
        stat(
          {
            title: 'Slots in use',
            description: 'Share of what all workers could execute at once. At 100 % runs wait for a slot.',
            unit: 'percentunit',
            thresholds: [
              { color: 'orange', from: 0.8 },
              { color: 'red', from: 0.95 },
            ],
            whenEmpty: 'No worker',
          },
          'sum(fbrain_worker_slots{state="busy"}) / sum(fbrain_worker_slots)',
        ),
        stat(
          {
            title: 'Without transport',
            description: 'Processes that have lost RabbitMQ. Their runs are safe and start late.',
            unit: 'short',
            thresholds: [{ color: 'red', from: 1 }],
          },
          'count(fbrain_transport_connected == 0) or vector(0)',
        ),
        stat(
          {
            title: 'Targets down',
            description: 'Services that Prometheus does not reach.',
            unit: 'short',
            thresholds: [{ color: 'red', from: 1 }],
          },
          'count(up == 0) or vector(0)',
        ),
        table(
          {
            title: 'What is wrong',
            description: 'Alerts that fire now. docs/runbook.md has a section for each.',
            unit: 'short',
            label: 'alertname',
            labelTitle: 'Alert',
            href: `${ROOT}docs/runbook#\${__value.raw}`,
            whenEmpty: 'Nothing: no alert fires.',
          },
          [{ title: 'Firing', expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})' }],
        ),
      ],
    },
    {
      title: 'Work',
      panels: [
        series(
          {
            title: 'Runs that ended',
            description: 'Per second, by final state.',
            unit: 'ops',
            stacked: true,
          },
          { expr: 'sum by (state) (rate(fbrain_runs_finished_total[$__rate_interval]))', legend: '{{state}}' },
        ),
        series(
          {
            title: 'In and out',
            description: 'Runs accepted and runs ended, per second. What SQL enqueues is only seen when it ends.',
            unit: 'ops',
          },
          { expr: 'sum(rate(fbrain_runs_enqueued_total[$__rate_interval]))', legend: 'accepted' },
          { expr: 'sum(rate(fbrain_runs_finished_total[$__rate_interval]))', legend: 'ended' },
        ),
        series(
          { title: 'Unfinished runs', description: 'By state, over all queues.', unit: 'short', stacked: true },
          { expr: 'sum by (state) (max by (queue, state) (fbrain_queue_depth))', legend: '{{state}}' },
        ),
        series(
          {
            title: 'Time from due to started',
            description: 'Half of the runs, and all but one in a hundred, have started after this time.',
            unit: 's',
          },
          {
            expr: 'histogram_quantile(0.5, sum by (le) (rate(fbrain_run_wait_seconds_bucket[$__rate_interval])))',
            legend: 'half',
          },
          {
            expr: 'histogram_quantile(0.99, sum by (le) (rate(fbrain_run_wait_seconds_bucket[$__rate_interval])))',
            legend: '99 of 100',
          },
        ),
        series(
          {
            title: 'Failures by task',
            description: 'Failed for good in 15 minutes, the ten worst tasks.',
            unit: 'short',
          },
          { expr: 'topk(10, task_state:fbrain_runs_finished:increase15m{state="failed"})', legend: '{{task}}' },
        ),
        series(
          { title: 'Requests', description: 'Answers of the API per second, by status.', unit: 'reqps', stacked: true },
          { expr: 'sum by (status) (route_status:fbrain_http_requests:rate5m)', legend: '{{status}}' },
        ),
      ],
    },
    {
      title: 'Schedules',
      panels: [
        series(
          {
            title: 'Slots',
            description: 'What became of the due instants of schedules, in five minutes. Missed ones started no run.',
            unit: 'short',
            stacked: true,
          },
          { expr: 'sum by (outcome) (increase(fbrain_schedule_slots_total[5m]))', legend: '{{outcome}}' },
        ),
        series(
          {
            title: 'Lag',
            description: 'How late schedules fire. Normally milliseconds.',
            unit: 's',
            thresholds: [{ color: 'red', from: 30 }],
          },
          { expr: 'max(fbrain_schedule_lag_seconds)', legend: 'lag' },
        ),
      ],
    },
  ],
});
