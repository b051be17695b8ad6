import { createHash } from 'node:crypto';
import { DomainError, type FieldError, invalidFields, runNotFound } from '@fbrain/core/errors/domain-error';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { acceptedRun } from '@fbrain/core/run/accepted-run';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import { findJsonFault, type Json } from '@fbrain/core/run/json';
import { prepareRun } from '@fbrain/core/run/prepare-run';
import type { Run } from '@fbrain/core/run/run';
import type { NewRun, RunRequest } from '@fbrain/core/run/run-request';
import type { Clock } from '@fbrain/core/time/clock';
import type { HintPublisher } from '@fbrain/core/transport/transport';
import { createBatcher } from '../batch/batcher.ts';
import type { Logger } from '../logging/logger.ts';
import type { Database } from '../postgres/connection.ts';
import { isDatabaseUnavailable } from '../postgres/errors.ts';
import { type HashedRun, insertKeyedRuns } from '../postgres/keyed-run-store.ts';
import { ensureQueues } from '../postgres/queue-store.ts';
import { insertRuns } from '../postgres/run-insert-store.ts';
import { getRun } from '../postgres/run-query-store.ts';
import type { TaskCatalogue } from './task-catalogue.ts';

/** What became of a request. */
export interface Accepted {
  run: Run;
  /** The run was there before: one of the request's keys stands for it, and nothing was inserted. */
  isExisting: boolean;
}

/** How a run came about, if not by a plain request. */
interface Origin {
  /** The run whose task asked for it. */
  parentId?: string;
  /** The run that it repeats. */
  replayOf?: string;
}

/** The way in: everything between a request for a run and its committed row. Used by the API and by `ctx.enqueue`. */
export interface RunIntake {
  /** Resolves when the run is durable. Throws DomainError. */
  accept(request: RunRequest, origin?: Origin): Promise<Accepted>;
  /** All or nothing; ids in the order of the requests. */
  acceptBatch(requests: readonly RunRequest[]): Promise<string[]>;
  /**
   * A checked run, for who inserts it in a transaction of his own and announces it after the commit. Throws DomainError;
   * the catalogue must have learned the task before.
   */
  prepare(request: RunRequest, origin?: Origin): NewRun;
  /** Tells the workers and the live views of committed runs. Cannot fail. */
  announce(runs: readonly NewRun[]): void;
  /** Resolves when everything accepted is committed and its hints are sent or given up. */
  idle(): Promise<void>;
}

export interface RunIntakeOptions {
  sql: Database;
  publisher: HintPublisher;
  events: EventBus;
  catalogue: TaskCatalogue;
  clock: Clock;
  newId: () => string;
  logger: Logger;
  /** Called after the commit of each run. */
  onAccepted?: (run: NewRun) => void;
}

/** Rows of one insert: beyond some hundreds the cost per row no longer falls, and waiting for the batch begins. */
const MAX_INSERT_BATCH = 500;
/** Two inserts overlap, so that the server computes one while the other waits for the disk. */
const CONCURRENT_INSERTS = 2;
/** Requests that may wait for their insert; more would only time out later (G9). */
const MAX_PENDING = 10_000;
/** Faults listed in one answer. */
const MAX_FAULTS = 100;

export function createRunIntake(options: RunIntakeOptions): RunIntake {
  const { sql, catalogue } = options;
  const knownQueues = new Set<string>();
  const inserts = createBatcher<NewRun, void>({
    maxBatch: MAX_INSERT_BATCH,
    maxConcurrent: CONCURRENT_INSERTS,
    run: async (runs) => {
      await insertRuns(sql, runs);
      announce(options, runs);
      return runs.map(() => undefined);
    },
  });

  const ensureKnown = async (queues: readonly string[]) => {
    const missing = [...new Set(queues)].filter((queue) => !knownQueues.has(queue));
    if (missing.length === 0) return;
    await ensureQueues(sql, missing);
    for (const queue of missing) knownQueues.add(queue);
    options.events.publish(missing.map((queue) => ({ kind: 'queue', queue })));
  };

  const insertKeyed = async (runs: readonly HashedRun[]): Promise<string[]> => {
    const ids = await insertKeyedRuns(sql, runs);
    announce(
      options,
      runs.filter((run, index) => ids[index] === run.id),
    );
    return ids;
  };

  const prepare = (request: RunRequest, origin?: Origin) => prepareOne(options, request, origin);

  return {
    async accept(request, origin) {
      if (!catalogue.has(request.task)) await guarded(catalogue.learn([request.task]));
      const run = prepare(request, origin);
      if (inserts.pending >= MAX_PENDING) throw overloaded();
      if (!knownQueues.has(run.queue)) await guarded(ensureKnown([run.queue]));
      const accepted = { run: acceptedRun(run, request.input ?? {}), isExisting: false };
      if (!hasKey(run)) {
        await guarded(inserts.add(run));
        return accepted;
      }
      const [id = run.id] = await guarded(insertKeyed([toHashed(run, request)]));
      if (id === run.id) return accepted;
      const existing = await guarded(getRun(sql, id));
      if (!existing) throw runNotFound(id);
      return { run: existing, isExisting: true };
    },

    async acceptBatch(requests) {
      await guarded(catalogue.learn(requests.map((request) => request.task)));
      const runs = prepareAll(requests, (request) => prepare(request));
      await guarded(ensureKnown(runs.map((run) => run.queue)));
      if (!runs.some(hasKey)) {
        await guarded(insertRuns(sql, runs));
        announce(options, runs);
        return runs.map((run) => run.id);
      }
      const hashed = runs.map((run, index) => toHashed(run, requests[index]));
      return await guarded(insertKeyed(hashed));
    },

    prepare,
    announce: (runs) => announce(options, runs),
    idle: () => inserts.idle(),
  };
}

function prepareOne({ catalogue, clock, newId }: RunIntakeOptions, request: RunRequest, origin: Origin = {}): NewRun {
  const task = catalogue.get(request.task);
  const input = request.input === undefined ? {} : request.input;
  refuseUnstorable(request, input);
  const faults = task.validateInput(input);
  if (faults.length > 0) throw invalidFields(faults.map((fault) => ({ ...fault, path: `/input${fault.path}` })));
  const inputJson = JSON.stringify(input);
  return prepareRun(request, task.definition, { id: newId(), nowMs: clock.now(), inputJson, ...origin });
}

/** Prepares every request and collects the faults of all, each under its index. */
function prepareAll(requests: readonly RunRequest[], prepare: (request: RunRequest) => NewRun): NewRun[] {
  const runs: NewRun[] = [];
  const faults: FieldError[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      runs.push(prepare(request));
    } catch (error) {
      if (!(error instanceof DomainError) || error.fields.length === 0) throw error;
      faults.push(...error.fields.map(({ path, message }) => ({ path: `/runs/${index}${path}`, message })));
    }
  }
  if (faults.length > 0) throw invalidFields(faults.slice(0, MAX_FAULTS));
  return runs;
}

/** After the commit: tell the workers and the live views. Neither can fail the request: the dispatcher sends again. */
function announce({ publisher, events, logger, onAccepted }: RunIntakeOptions, runs: readonly NewRun[]): void {
  const ready = runs.filter((run) => run.state === 'queued');
  const hints = ready.map(({ id, queue, band }) => ({ runId: id, queue, band }));
  publisher.publish(hints).catch((error: unknown) => {
    logger.debug('hints were not confirmed; the dispatcher will send them again', { hints: hints.length, error });
  });
  events.publish(runs.map((run) => toRunEvent({ ...run, attempt: 0 })));
  if (onAccepted) for (const run of runs) onAccepted(run);
}

function refuseUnstorable(request: RunRequest, input: Json): void {
  const { tags, metadata, concurrencyKey, idempotencyKey, uniqueKey } = request;
  const fault = findJsonFault({ input, tags, metadata, concurrencyKey, idempotencyKey, uniqueKey });
  if (fault) throw invalidFields([{ path: fault.pointer, message: fault.message }]);
}

const hasKey = (run: NewRun): boolean => run.idempotencyKey !== null || run.uniqueKey !== null;

/** A replay is another request than one which happens to ask for the same. */
function toHashed(run: NewRun, request: RunRequest | undefined): HashedRun {
  const whole = run.replayOf === null ? request : { ...request, replayOf: run.replayOf };
  return { ...run, requestHash: createHash('sha256').update(canonicalJson(whole)).digest('hex') };
}

const overloaded = (): DomainError =>
  new DomainError(
    'overloaded',
    'The server has more requests waiting than it can commit soon. Try again in a second.',
    {
      retryAfterS: 1,
    },
  );

/** Turns "the database does not answer" into words for the caller. */
async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    throw new DomainError(
      'unavailable',
      'The database does not answer, so nothing was accepted. Try again in a few seconds.',
      {
        retryAfterS: 2,
        cause: error,
      },
    );
  }
}
