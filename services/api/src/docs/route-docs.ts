import { EXAMPLE_QUEUE, EXAMPLE_RATE, EXAMPLE_WORKER } from './examples.ts';
import { BODY, eventStream, json, publicRoute, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about each route: the words, the answers and the examples. Runs, schedules and others have files of their own. */

export const docs = {
  listTasks: route(
    'Tasks',
    'listTasks',
    {
      permission: 'tasks:read',
      reach: 'own',
      summary: 'List tasks',
      description: 'All tasks that workers have registered, and the task files they could not load.',
    },
    { 200: json('The tasks.', 'TaskList') },
    ['invalid'],
  ),
  getTask: route(
    'Tasks',
    'getTask',
    {
      permission: 'tasks:read',
      reach: 'task',
      summary: 'Show a task',
      description: 'A task with the JSON Schema of its input, and how its runs went within the last day.',
    },
    { 200: json('The task.', 'TaskDetail') },
    ['task-not-found'],
  ),
  listQueues: route(
    'Queues',
    'listQueues',
    {
      permission: 'queues:read',
      reach: 'own',
      summary: 'List queues',
      description: 'All queues with their numbers right now.',
    },
    { 200: json('The queues.', 'QueueList', { items: [EXAMPLE_QUEUE] }) },
    ['invalid'],
  ),
  changeQueue: route(
    'Queues',
    'changeQueue',
    {
      permission: 'queues:write',
      reach: 'queue',
      summary: 'Limit a queue',
      description:
        'Sets how many runs of the queue run at once, and how many start within a time, over all workers. What the body does not name stays; null takes a limit away. Runs that wait feel it within seconds.',
      bodyExample: { concurrency: 5, rate: { limit: 100, per: '1s' } },
    },
    { 200: json('The queue.', 'Queue', { ...EXAMPLE_QUEUE, concurrency: 5, rate: EXAMPLE_RATE }) },
    [...BODY, 'queue-not-found'],
  ),
  pauseQueue: route(
    'Queues',
    'pauseQueue',
    {
      permission: 'queues:write',
      reach: 'queue',
      summary: 'Pause a queue',
      description: 'A paused queue keeps taking runs and starts none. What runs goes on.',
    },
    { 200: json('The queue.', 'Queue', { ...EXAMPLE_QUEUE, paused: true }) },
    ['queue-not-found'],
  ),
  resumeQueue: route(
    'Queues',
    'resumeQueue',
    {
      permission: 'queues:write',
      reach: 'queue',
      summary: 'Resume a queue',
      description: 'Lets a paused queue start runs again.',
    },
    { 200: json('The queue.', 'Queue', EXAMPLE_QUEUE) },
    ['queue-not-found'],
  ),
  listWorkers: route(
    'Workers',
    'listWorkers',
    {
      permission: 'workers:read',
      summary: 'List workers',
      description: 'Workers that live, and those that ended lately.',
    },
    { 200: json('The workers.', 'WorkerList') },
    ['invalid'],
  ),
  drainWorker: route(
    'Workers',
    'drainWorker',
    {
      permission: 'workers:write',
      summary: 'Drain a worker',
      description:
        'The worker takes no more runs and lets those it has end; what still runs after its STOP_GRACE goes back to the queue. The process stays, idle and `draining`, until it is stopped: started anew it takes runs again. Asking twice changes nothing.',
    },
    { 202: json('It drains.', 'Worker', { ...EXAMPLE_WORKER, state: 'draining' }) },
    ['worker-not-found', 'worker-ended'],
  ),
  followEvents: route(
    'Events',
    'followEvents',
    {
      permission: 'runs:read',
      reach: 'own',
      summary: 'Follow what changes',
      description:
        'Event stream: `events` with a list of changes. Events are hints that may be lost or doubled: read again what you show. `gap` means that some were dropped.',
    },
    { 200: eventStream('The stream.', 'event: events\ndata: [{"kind":"task"}]\n\n') },
    ['invalid', 'overloaded'],
  ),
  getHealth: publicRoute(
    'getHealth',
    { summary: 'Is the process alive?', description: 'Answers as long as the process runs.' },
    { 200: json('It is.', 'Health', { status: 'ok' }) },
  ),
  getReadiness: publicRoute(
    'getReadiness',
    {
      summary: 'Can it serve?',
      description:
        'Names what is missing: the database, its schema. The transport is reported, but runs are accepted without it.',
    },
    { 200: json('It can.', 'Readiness'), 503: json('It cannot.', 'Readiness') },
  ),
  getMetrics: publicRoute(
    'getMetrics',
    { summary: 'Metrics for Prometheus', description: 'Text format of Prometheus.' },
    { 200: { description: 'The metrics.', content: { 'text/plain': { schema: { type: 'string' } } } } },
    ['invalid'],
  ),
} satisfies Record<string, RouteDoc>;
