import type { Overview } from '@fbrain/core/overview/overview';
import type { Stats, TaskActivity } from '@fbrain/core/stats/stats';
import { EXAMPLE_QUEUE, EXAMPLE_WORKER } from './examples.ts';
import { json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about statistics and the overview; see route-docs.ts. */

const STATS: Stats = {
  from: '2026-11-22T10:00:00.000Z',
  to: '2026-11-22T10:05:00.000Z',
  step: '5m',
  points: [
    {
      at: '2026-11-22T10:00:00.000Z',
      started: 1_240,
      succeeded: 1_228,
      failed: 3,
      cancelled: 1,
      expired: 0,
      retrying: 7,
      p50Ms: 85,
      p95Ms: 410,
      waitMs: 12,
    },
  ],
};

const OVERVIEW: Overview = {
  at: '2026-11-22T10:05:00.000Z',
  troubles: [{ code: 'queue-without-worker', severity: 'bad', queue: 'reports', count: 12, seconds: 840 }],
  queues: [{ ...EXAMPLE_QUEUE, inPerMinute: 240, outPerMinute: 238, utilisation: 0.35 }],
  activeRuns: [],
  nextSlots: [],
  workers: [EXAMPLE_WORKER],
};

const ACTIVITY: TaskActivity = {
  task: 'csv.summarize',
  hours: 24,
  succeeded: 480,
  failed: 2,
  retrying: 3,
  successRate: 0.9959,
  p50Ms: 85,
  p95Ms: 410,
  p99Ms: 980,
  recent: Array.from({ length: 24 }, (_, hour) => 20 + (hour % 3)),
};

export const statDocs = {
  listTaskStats: route(
    'Statistics',
    'listTaskStats',
    {
      permission: 'stats:read',
      summary: 'How the runs of each task went',
      description:
        'Within the last day, for every task of which something has ended; see `stats` of `GET /tasks/{name}`.',
    },
    { 200: json('By name of the task.', 'TaskActivityList', { items: [ACTIVITY] }) },
    ['invalid', 'timed-out'],
  ),
  getStats: route(
    'Statistics',
    'getStats',
    {
      permission: 'stats:read',
      summary: 'What happened over time',
      description:
        'Attempts that started and how runs ended, step by step, with durations (within a fifth) and waits. Every end counts exactly once, at once. Minutes are kept for two days, hours for 400; deleting runs changes nothing here.',
    },
    { 200: json('The time series.', 'Stats', STATS) },
    ['invalid', 'timed-out'],
  ),
  getOverview: route(
    'Statistics',
    'getOverview',
    {
      permission: 'stats:read',
      summary: 'What is wrong now, and what goes on',
      description:
        'Troubles as codes with values, the worst first; queues with what flows through them; the runs that execute for the longest; the next slots; the workers. With a large backlog it may be some seconds old: `at` tells.',
    },
    { 200: json('One look.', 'Overview', OVERVIEW) },
    ['invalid', 'timed-out'],
  ),
} satisfies Record<string, RouteDoc>;
