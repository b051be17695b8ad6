import {
  EXAMPLE_ENDED_RUN,
  EXAMPLE_EXPLANATION,
  EXAMPLE_QUEUE,
  EXAMPLE_RATE,
  EXAMPLE_REPLAY,
  EXAMPLE_REQUEST,
  EXAMPLE_RUN,
  EXAMPLE_WORKER,
  REPLAY_ID,
  RUN_ID,
} from './examples.ts';
import { BODY, eventStream, json, publicRoute, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about each route: the words, the answers and the examples. */

export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  description: 'The same key within 24 hours gives the same run, however often the request is sent.',
  schema: { type: 'string' as const, maxLength: 255 },
};

/** A run that a request has made or found. */
const acceptedRun = (description: string, example: unknown) => ({
  ...json(description, 'Run', example),
  headers: {
    'X-Existing-Run': {
      description: '`true` if a key of the request stands for a run that was there before; then nothing was started.',
      schema: { type: 'string' as const, enum: ['true'] },
    },
  },
});

export const docs = {
  createRun: route(
    'Runs',
    'createRun',
    {
      permission: 'runs:write',
      reach: 'own',
      audit: 'users',
      summary: 'Start a run',
      description:
        'Accepts a run. The answer means that it is committed and will be done, whatever fails now. With `wait` the answer comes when the run has ended.',
      headers: [idempotencyKey],
      bodyExample: EXAMPLE_REQUEST,
    },
    {
      200: acceptedRun('The run has ended: while waiting, or it is one of before.', EXAMPLE_ENDED_RUN),
      202: acceptedRun('The run is accepted.', EXAMPLE_RUN),
    },
    [...BODY, 'idempotency-conflict'],
  ),
  createRunBatch: route(
    'Runs',
    'createRunBatch',
    {
      permission: 'runs:write',
      reach: 'own',
      audit: 'users',
      summary: 'Start many runs',
      description:
        'Accepts up to 10 000 runs, all or none. If one is refused, each fault names its index: `/runs/3/input/month`.',
      headers: [idempotencyKey],
      bodyExample: { runs: [EXAMPLE_REQUEST, EXAMPLE_REQUEST] },
    },
    { 202: json('All runs are accepted.', 'RunIds', { ids: [RUN_ID] }) },
    [...BODY, 'idempotency-conflict'],
  ),
  listRuns: route(
    'Runs',
    'listRuns',
    {
      permission: 'runs:read',
      reach: 'own',
      summary: 'List runs',
      description: 'Runs that meet all conditions, newest first, in pages.',
    },
    { 200: json('One page.', 'RunPage') },
    ['invalid', 'invalid-cursor', 'timed-out'],
  ),
  getRun: route(
    'Runs',
    'getRun',
    {
      permission: 'runs:read',
      reach: 'run',
      summary: 'Show a run',
      description: 'A run with its input, output and error.',
    },
    { 200: json('The run.', 'Run', EXAMPLE_ENDED_RUN) },
    ['run-not-found'],
  ),
  listAttempts: route(
    'Runs',
    'listAttempts',
    {
      permission: 'runs:read',
      reach: 'run',
      summary: 'List the attempts of a run',
      description: 'All executions of a run, first to last, the running one included.',
    },
    { 200: json('The attempts.', 'AttemptList') },
    ['run-not-found'],
  ),
  listRunLogs: route(
    'Runs',
    'listRunLogs',
    {
      permission: 'payloads:read',
      reach: 'run',
      summary: 'Read or follow the log of a run',
      description:
        'Lines of a run, oldest first; `nextCursor` is the `after` of the next page. With `follow=true` an event stream: `log` with a list of lines, `end` with the final state.',
    },
    {
      200: {
        ...json('One page, or the stream.', 'RunLogPage'),
        content: {
          ...json('', 'RunLogPage').content,
          ...eventStream(
            '',
            'event: log\ndata: [{"seq":1,"message":"reading"}]\n\nevent: end\ndata: {"state":"succeeded"}\n\n',
          ).content,
        },
      },
    },
    ['run-not-found', 'invalid', 'overloaded'],
  ),
  cancelRun: route(
    'Runs',
    'cancelRun',
    {
      permission: 'runs:write',
      reach: 'run',
      summary: 'Cancel a run',
      description:
        'A waiting run ends at once. A running one is asked to stop: `cancelRequestedAt` is set, and it ends within its grace.',
    },
    { 200: json('The run as it is now.', 'Run', { ...EXAMPLE_RUN, state: 'cancelled' }) },
    ['run-not-found', 'run-already-finished'],
  ),
  replayRun: route(
    'Runs',
    'replayRun',
    {
      permission: 'runs:write',
      reach: 'run',
      summary: 'Do the work of a run again',
      description:
        'A new run like the given one, whatever state that is in: same task, input, queue, priority, tags, metadata, unique key, attempts and timeout, but for what the body names. It starts now, without expiry or deadline, unless the body says otherwise. The input must fit the present schema. The body may be left out.',
      headers: [idempotencyKey],
      bodyExample: EXAMPLE_REPLAY,
    },
    {
      200: acceptedRun('The run that a key of the request stands for has ended already.', EXAMPLE_ENDED_RUN),
      202: acceptedRun('The new run.', { ...EXAMPLE_RUN, replayOf: RUN_ID, id: REPLAY_ID }),
    },
    [...BODY, 'run-not-found', 'idempotency-conflict'],
  ),
  explainRun: route(
    'Runs',
    'explainRun',
    {
      permission: 'runs:read',
      reach: 'run',
      summary: 'Why is it where it is?',
      description:
        'What a waiting run waits for, who runs a running one, how a finished one ended. Reasons that hold at the same time are all listed.',
    },
    { 200: json('The reasons.', 'RunExplanation', EXAMPLE_EXPLANATION) },
    ['run-not-found'],
  ),
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
