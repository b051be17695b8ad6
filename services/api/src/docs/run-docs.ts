import {
  EXAMPLE_ENDED_RUN,
  EXAMPLE_EXPLANATION,
  EXAMPLE_REPLAY,
  EXAMPLE_REQUEST,
  EXAMPLE_RUN,
  REPLAY_ID,
  RUN_ID,
} from './examples.ts';
import { BODY, eventStream, json, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about runs; see route-docs.ts. */

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

export const runDocs = {
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
} satisfies Record<string, RouteDoc>;
