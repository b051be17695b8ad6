import { createHash, createHmac } from 'node:crypto';
import { DomainError, type FieldError, invalidFields, runNotFound } from '@fbrain/core/errors/domain-error';
import type { EventBus } from '@fbrain/core/event/live-event';
import { toRunEvent } from '@fbrain/core/event/to-run-event';
import { acceptedRun } from '@fbrain/core/run/accepted-run';
import { canonicalJson } from '@fbrain/core/run/canonical-json';
import { findJsonFault, type Json } from '@fbrain/core/run/json';
import { type FiringSchedule, prepareRun } from '@fbrain/core/run/prepare-run';
import type { Run } from '@fbrain/core/run/run';
import type { NewRun, RunRequest } from '@fbrain/core/run/run-request';
import { givenConcurrencyKey } from '@fbrain/core/task/concurrency';
import type { Clock } from '@fbrain/core/time/clock';
import type { TraceContext } from '@fbrain/core/trace/trace-context';
import type { HintPublisher } from '@fbrain/core/transport/transport';
import { createBudget } from '../backpressure/budget.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { mayHoldSecrets } from '../crypto/secret-json.ts';
import type { Logger } from '../logging/logger.ts';
import type { Database } from '../postgres/connection.ts';
import type { HashedRun } from '../postgres/keyed-run-store.ts';
import { ensureQueues } from '../postgres/queue-store.ts';
import { getRun } from '../postgres/run-query-store.ts';
import { passingTracer, type Tracer } from '../tracing/tracer.ts';
import { inEnqueueSpan } from './enqueue-span.ts';
import { guarded, overloaded } from './refusals.ts';
import { createRunInserts } from './run-inserts.ts';
import { clearInput, createStoredInputs, type StoredInputs, shownInput, toStoredInput } from './secret-input.ts';
import type { TaskCatalogue } from './task-catalogue.ts';

/** What became of a request. */
export interface Accepted {
  run: Run;
  /** The run was there before: one of the request's keys stands for it, and nothing was inserted. */
  isExisting: boolean;
}

/** How a run came about, if not by a plain request. */
export interface Origin {
  /** The run whose task asked for it. */
  parentId?: string;
  /** The run that it repeats. */
  replayOf?: Pick<Run, 'id' | 'input' | 'concurrencyKey' | 'traceparent'>;
  schedule?: FiringSchedule;
  /** Instead of the clock's time. */
  nowMs?: number;
  /** The trace of what asks for it. */
  traceContext?: TraceContext | null;
  /** Who asks for it: an idempotency key that goes with secrets is his alone, as it tells whether they are the same. */
  caller?: string;
}

/** How a batch came about. */
export interface BatchOrigin extends Pick<Origin, 'traceContext' | 'caller'> {
  /** Called with the runs that keys stand for already; if it throws, nothing is accepted. */
  checkHolders?: (holders: readonly Run[]) => void;
}

/** The way in: everything between a request for a run and its committed row. Used by the API and by `ctx.enqueue`. */
export interface RunIntake {
  /** Resolves when the run is durable. Throws DomainError. */
  accept(request: RunRequest, origin?: Origin): Promise<Accepted>;
  /** All or nothing; ids in the order of the requests. */
  acceptBatch(requests: readonly RunRequest[], origin?: BatchOrigin): Promise<string[]>;
  /**
   * A checked run, for who inserts it in a transaction of his own and announces it after the commit. Throws DomainError;
   * the catalogue must have learned the task before.
   */
  prepare(request: RunRequest, origin?: Origin): NewRun;
  /** How inputs are kept that become runs later. */
  inputs: StoredInputs;
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
  /** Seals the secret fields of inputs. */
  keyring: Keyring;
  clock: Clock;
  newId: () => string;
  logger: Logger;
  /** Without one, traces pass through. */
  tracer?: Tracer;
  /** Called after the commit of each run. */
  onAccepted?: (run: NewRun) => void;
}

/** Runs on their way into the database, some two seconds of its work; more would only time out later (G9). */
const MAX_IN_FLIGHT = 50_000;
/** Of their inputs. What holds them in memory takes a few times as much. */
const MAX_IN_FLIGHT_BYTES = 64 * 1024 * 1024;
/** Faults listed in one answer. */
const MAX_FAULTS = 100;

export function createRunIntake(options: RunIntakeOptions): RunIntake {
  const { sql, catalogue, keyring, tracer = passingTracer } = options;
  const knownQueues = new Set<string>();
  const budget = createBudget({ maxCount: MAX_IN_FLIGHT, maxBytes: MAX_IN_FLIGHT_BYTES });
  const inserts = createRunInserts(sql, (runs) => announce(options, runs));
  const withinBudget = async <T>(runs: readonly NewRun[], work: () => Promise<T>): Promise<T> => {
    const giveBack = budget.take(
      runs.length,
      runs.reduce((sum, run) => sum + run.inputJson.length, 0),
    );
    if (!giveBack) throw overloaded();
    return await guarded(work()).finally(giveBack);
  };

  const ensureKnown = async (queues: readonly string[]) => {
    const missing = [...new Set(queues)].filter((queue) => !knownQueues.has(queue));
    if (missing.length === 0) return;
    await ensureQueues(sql, missing);
    for (const queue of missing) knownQueues.add(queue);
    options.events.publish(missing.map((queue) => ({ kind: 'queue', queue })));
  };

  const prepare = (request: RunRequest, origin?: Origin) => prepareOne(options, request, origin);

  return {
    accept: (request, origin = {}) =>
      inEnqueueSpan(tracer, [request], origin, async (traceContext) => {
        if (!catalogue.has(request.task)) await guarded(catalogue.learn([request.task]));
        const run = prepare(request, { ...origin, traceContext });
        const accepted = { run: acceptedRun(run, shownInput(run, request)), isExisting: false };
        return await withinBudget([run], async () => {
          if (!knownQueues.has(run.queue)) await ensureKnown([run.queue]);
          if (!hasKey(run)) {
            await inserts.one(run);
            return accepted;
          }
          const [id = run.id] = await inserts.keyed([toHashed(keyring, run, request, origin.caller)]);
          if (id === run.id) return accepted;
          const existing = await getRun(sql, id);
          if (!existing) throw runNotFound(id);
          return { run: existing, isExisting: true };
        });
      }),

    acceptBatch: (requests, origin = {}) =>
      inEnqueueSpan(tracer, requests, origin, async (traceContext) => {
        await guarded(catalogue.learn(requests.map((request) => request.task)));
        const runs = prepareAll(requests, (request) => prepare(request, { traceContext }));
        return await withinBudget(runs, async () => {
          await ensureKnown(runs.map((run) => run.queue));
          if (!runs.some(hasKey)) return await inserts.many(runs);
          const hashed = runs.map((run, index) => toHashed(keyring, run, requests[index], origin.caller));
          return await inserts.keyed(hashed, origin.checkHolders);
        });
      }),

    prepare,
    inputs: createStoredInputs(keyring, catalogue),
    announce: (runs) => announce(options, runs),
    idle: inserts.idle,
  };
}

function prepareOne(
  { catalogue, keyring, clock, newId }: RunIntakeOptions,
  request: RunRequest,
  origin: Origin = {},
): NewRun {
  const task = catalogue.get(request.task);
  const input = clearInput(keyring, task, request, origin);
  refuseUnstorable(request, input);
  const faults = task.validateInput(input);
  if (faults.length > 0) throw invalidFields(faults.map((fault) => ({ ...fault, path: `/input${fault.path}` })));
  const { replayOf, caller, ...whence } = origin;
  // Only the definition tells a key that was asked for from one that the input gave.
  const keptKey = replayOf && givenConcurrencyKey(task.definition, replayOf);
  const whole = keptKey === undefined ? request : { concurrencyKey: keptKey, ...request };
  return prepareRun(whole, task.definition, {
    id: newId(),
    nowMs: clock.now(),
    inputJson: toStoredInput(keyring, task, input),
    ...whence,
    // A replay that no trace asked for stays in that of its original.
    ...(replayOf && { replayOf: replayOf.id, traceContext: origin.traceContext ?? replayOf.traceparent }),
  });
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

/** A replay, or a firing of a schedule, is another request than one which happens to ask for the same. */
function toHashed(keyring: Keyring, run: NewRun, request: RunRequest | undefined, caller = ''): HashedRun {
  const { replayOf, scheduleId } = run;
  const whole = { ...request, ...(replayOf !== null && { replayOf }), ...(scheduleId !== null && { scheduleId }) };
  // Who reads the database must not be able to try which secret gives the hash.
  const hash = mayHoldSecrets(run.inputJson)
    ? createHmac('sha256', keyring.deriveKey('request hash')).update(caller)
    : createHash('sha256');
  return { ...run, requestHash: hash.update(canonicalJson(whole)).digest('hex') };
}
