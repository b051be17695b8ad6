import { MAX_PAGE_SIZE } from '@fbrain/core/page/page';
import { DATA_PATTERN } from '@fbrain/core/page/run-filter';
import { BACKOFF_KINDS, MAX_ATTEMPTS } from '@fbrain/core/retry/retry-policy';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import { PRIORITIES } from '@fbrain/core/run/priority';
import type { ReplayRequest, RunRequest } from '@fbrain/core/run/run-request';
import { RUN_STATES } from '@fbrain/core/run/run-state';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import { Type as t } from '@sinclair/typebox';
import { exactObject, integerParameter, oneOf, type SchemaOf, text } from '../http/schema.ts';

/** What requests about runs may contain. Rules beyond their form are in core/run/prepare-run.ts. */

const optionalText = (description: string, options: { examples?: string[] } = {}) =>
  t.Optional(text({ description, ...options }));
const duration = (description: string) =>
  t.Optional(t.String({ pattern: DURATION_PATTERN, description, examples: ['30s'] }));
const instant = (description: string) => t.Optional(t.String({ format: 'date-time', description }));

const MAX_BATCH = 10_000;
/** No NUL and no half of a surrogate pair: two different keys must not become the same in the database. */
const STORABLE_PATTERN = '^(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$';
const UUID_PATTERN = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

export const uuid = (description: string) => t.String({ pattern: UUID_PATTERN, description });

const key = (description: string) =>
  t.Optional(t.String({ pattern: STORABLE_PATTERN, minLength: 1, maxLength: 255, description }));

/** What can be asked of a run besides its task. */
const wishes = {
  input: t.Optional(
    t.Unsafe<Json>(t.Any({ description: "The run's input; must fit the input schema of the task. Default `{}`." })),
  ),
  queue: optionalText("Queue; default: the task's.", { examples: ['reports'] }),
  priority: t.Optional(oneOf(PRIORITIES, { description: 'Band of the queue; default `normal`.' })),
  rank: t.Optional(t.Integer({ description: 'Order inside the band, higher first; default 0.' })),
  runAt: instant('Start not before this instant. Excludes `delay`.'),
  delay: duration('Start not before this time has passed. Excludes `runAt`.'),
  expiresAt: instant('Do not start after this instant. Excludes `ttl`.'),
  ttl: duration('Do not start after this time has passed. Excludes `expiresAt`.'),
  maxAttempts: t.Optional(
    t.Integer({
      minimum: 1,
      maximum: MAX_ATTEMPTS,
      description: "Attempts, the first included; default: the task's.",
    }),
  ),
  backoff: t.Optional(
    exactObject(
      {
        kind: t.Optional(oneOf(BACKOFF_KINDS)),
        initial: duration('Wait before the second attempt.'),
        max: duration('Longest wait between two attempts.'),
        jitter: t.Optional(t.Number({ minimum: 0, maximum: 1, description: 'Part of a wait that is random.' })),
      },
      { description: "How long to wait between attempts; what is left out, the task's." },
    ),
  ),
  timeout: duration("Time an attempt may take; default: the task's."),
  deadline: instant('The run must have ended by then, all attempts included.'),
  tags: t.Optional(t.Array(text(), { description: 'Words to find the run by.', examples: [['customer-42']] })),
  metadata: t.Optional(
    t.Unsafe<JsonObject>(
      t.Object({}, { additionalProperties: true, description: 'Data of the caller, kept with the run.' }),
    ),
  ),
  concurrencyKey: key("Counts against the task's concurrency limit under this key instead of the one in the input."),
  idempotencyKey: key('Same key within 24 hours: same run. The `Idempotency-Key` header does the same.'),
  uniqueKey: key(
    'At most one unfinished run has this key. While there is one, it is the answer and nothing is started.',
  ),
};

export const runRequestBody = exactObject(
  { task: text({ description: 'Name of a registered task.', examples: ['csv.summarize'] }), ...wishes },
  { title: 'RunRequest', description: 'What an application asks for.' },
) satisfies SchemaOf<RunRequest>;

export const replayBody = exactObject(wishes, {
  title: 'ReplayRequest',
  description: 'What the new run does differently.',
}) satisfies SchemaOf<ReplayRequest>;

export const runBatchBody = exactObject(
  { runs: t.Array(runRequestBody, { minItems: 1, maxItems: MAX_BATCH }) },
  { title: 'RunBatchRequest', description: 'Runs to create, all or none of them.' },
);

export const createRunQuery = exactObject({
  wait: t.Optional(
    t.String({
      pattern: DURATION_PATTERN,
      description:
        'Answer when the run has ended, or after this time (at most `5m`) with its present state, such as `30s`.',
    }),
  ),
});

const limit = t.Optional(
  integerParameter({ minimum: 1, maximum: MAX_PAGE_SIZE, description: 'Items of a page; default 50.' }),
);

/** Which runs: conditions that must all hold. */
export const runConditions = {
  state: t.Optional(
    t.Array(oneOf(RUN_STATES), { description: 'Any of these states; repeat the parameter for several.' }),
  ),
  task: optionalText('Name of the task; several separated by commas, `*` for any text.', { examples: ['csv.*'] }),
  queue: optionalText('Name of the queue; several and `*` as in `task`.'),
  tag: optionalText('A tag the run has.'),
  workerId: t.Optional(uuid('Worker of the latest attempt.')),
  worker: optionalText('Name of that worker.'),
  scheduleId: t.Optional(uuid('Schedule that fired it.')),
  schedule: optionalText('Name of that schedule.'),
  parentId: t.Optional(uuid('Run that started it.')),
  replayOf: t.Optional(uuid('Run that it does again.')),
  q: optionalText('Text in the id, the task, a tag or the error; case is ignored.'),
  error: optionalText('Text in the message of the error; case is ignored.'),
  fingerprint: optionalText('Fingerprint of the latest error; `GET /errors` lists them.'),
  data: t.Optional(
    t.Array(t.String({ pattern: DATA_PATTERN, maxLength: 1_000 }), {
      maxItems: 10,
      description:
        'A value inside `input`, `output` or `metadata`; repeat the parameter for several, which must all hold.',
      examples: [['input.order.id:42']],
    }),
  ),
  olderThan: duration('Created longer ago than this.'),
  youngerThan: duration('Created no longer ago than this.'),
  createdAfter: instant('Created at or after this instant.'),
  createdBefore: instant('Created before this instant.'),
};

export const listRunsQuery = exactObject({
  ...runConditions,
  cursor: optionalText('`nextCursor` of the page before.'),
  limit,
});

export const runLogsQuery = exactObject({
  after: t.Optional(
    integerParameter({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Lines after this `seq`; default 0.',
    }),
  ),
  limit,
  follow: t.Optional(t.Boolean({ description: 'Answer with an event stream that goes on until the run has ended.' })),
});
