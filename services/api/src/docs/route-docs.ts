import type { Problem } from '@fbrain/core/errors/problem';
import type { DocumentDecoration } from 'elysia';
import { PROBLEM_CONTENT_TYPE, PROBLEM_KINDS } from '../http/problem.ts';
import { EXAMPLE_ENDED_RUN, EXAMPLE_QUEUE, EXAMPLE_REQUEST, EXAMPLE_RUN, RUN_ID } from './examples.ts';
import type { RESPONSE_SCHEMAS } from './response-schemas.ts';

/** What the documentation says about each route: the words, the answers and the examples. */

type Code = Problem['code'];
type SchemaName = keyof typeof RESPONSE_SCHEMAS;

const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

const json = (description: string, name: SchemaName, example?: unknown) => ({
  description,
  content: { 'application/json': { schema: ref(name), ...(example === undefined ? {} : { example }) } },
});

const eventStream = (description: string, example: string) => ({
  description,
  content: { 'text/event-stream': { schema: { type: 'string' as const }, example } },
});

/** One answer per status; several codes of one status share it. */
function problems(...codes: Code[]): Responses {
  const byStatus = new Map<number, Code[]>();
  for (const code of codes) {
    const { status } = PROBLEM_KINDS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus].map(([status, all]) => [
    status,
    {
      description: `${all.map((code) => PROBLEM_KINDS[code].title).join(', or ')}. Code: ${all.map((code) => `\`${code}\``).join(', ')}.`,
      content: { [PROBLEM_CONTENT_TYPE]: { schema: ref('Problem') } },
    },
  ]);
  return Object.fromEntries(answers);
}

type Responses = NonNullable<DocumentDecoration['responses']>;

interface RouteDoc extends DocumentDecoration {
  responses: Responses;
  /** Example of the body. */
  bodyExample?: unknown;
  /** Parameters besides those of the path and the query, which come from the route itself. */
  headers?: object[];
}

const EVERYWHERE: Code[] = ['unauthorized', 'unavailable', 'internal'];
const BODY: Code[] = [
  'invalid',
  'invalid-json',
  'body-too-large',
  'unsupported-media-type',
  'unknown-task',
  'overloaded',
];

type Words = Pick<RouteDoc, 'summary' | 'description' | 'bodyExample' | 'headers'>;

/** A route that needs the token. */
const route = (tag: string, operationId: string, words: Words, answers: Responses, codes: Code[] = []): RouteDoc => ({
  operationId,
  tags: [tag],
  ...words,
  responses: { ...answers, ...problems(...codes, ...EVERYWHERE) },
});

/** A route that anybody may call. */
const publicRoute = (operationId: string, words: Words, answers: Responses): RouteDoc => ({
  operationId,
  tags: ['Operations'],
  ...words,
  responses: { ...answers, ...problems('not-found') },
  security: [],
});

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  description: 'The same key within 24 hours gives the same run, however often the request is sent.',
  schema: { type: 'string' as const, maxLength: 255 },
};

export const docs = {
  createRun: route(
    'Runs',
    'createRun',
    {
      summary: 'Start a run',
      description:
        'Accepts a run. The answer means that it is committed and will be done, whatever fails now. With `wait` the answer comes when the run has ended.',
      headers: [idempotencyKey],
      bodyExample: EXAMPLE_REQUEST,
    },
    {
      200: json('The run has ended while waiting.', 'Run', EXAMPLE_ENDED_RUN),
      202: json('The run is accepted.', 'Run', EXAMPLE_RUN),
    },
    [...BODY, 'idempotency-conflict'],
  ),
  createRunBatch: route(
    'Runs',
    'createRunBatch',
    {
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
    { summary: 'List runs', description: 'Runs that meet all conditions, newest first, in pages.' },
    { 200: json('One page.', 'RunPage') },
    ['invalid', 'invalid-cursor', 'timed-out'],
  ),
  getRun: route(
    'Runs',
    'getRun',
    { summary: 'Show a run', description: 'A run with its input, output and error.' },
    { 200: json('The run.', 'Run', EXAMPLE_ENDED_RUN) },
    ['run-not-found'],
  ),
  listAttempts: route(
    'Runs',
    'listAttempts',
    {
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
      summary: 'Cancel a run',
      description:
        'A waiting run ends at once. A running one is asked to stop: `cancelRequestedAt` is set, and it ends within its grace.',
    },
    { 200: json('The run as it is now.', 'Run', { ...EXAMPLE_RUN, state: 'cancelled' }) },
    ['run-not-found', 'run-already-finished'],
  ),
  listTasks: route(
    'Tasks',
    'listTasks',
    {
      summary: 'List tasks',
      description: 'All tasks that workers have registered, and the task files they could not load.',
    },
    { 200: json('The tasks.', 'TaskList') },
    ['invalid'],
  ),
  getTask: route(
    'Tasks',
    'getTask',
    { summary: 'Show a task', description: 'A task with the JSON Schema of its input.' },
    { 200: json('The task.', 'Task') },
    ['task-not-found'],
  ),
  listQueues: route(
    'Queues',
    'listQueues',
    { summary: 'List queues', description: 'All queues with their numbers right now.' },
    { 200: json('The queues.', 'QueueList', { items: [EXAMPLE_QUEUE] }) },
    ['invalid'],
  ),
  pauseQueue: route(
    'Queues',
    'pauseQueue',
    { summary: 'Pause a queue', description: 'A paused queue keeps taking runs and starts none. What runs goes on.' },
    { 200: json('The queue.', 'Queue', { ...EXAMPLE_QUEUE, paused: true }) },
    ['queue-not-found'],
  ),
  resumeQueue: route(
    'Queues',
    'resumeQueue',
    { summary: 'Resume a queue', description: 'Lets a paused queue start runs again.' },
    { 200: json('The queue.', 'Queue', EXAMPLE_QUEUE) },
    ['queue-not-found'],
  ),
  listWorkers: route(
    'Workers',
    'listWorkers',
    { summary: 'List workers', description: 'Workers that live, and those that ended lately.' },
    { 200: json('The workers.', 'WorkerList') },
    ['invalid'],
  ),
  followEvents: route(
    'Events',
    'followEvents',
    {
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
  ),
} satisfies Record<string, RouteDoc>;
