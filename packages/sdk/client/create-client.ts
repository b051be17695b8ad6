import type { Page } from '@fbrain/core/page/page';
import type { RunSearch } from '@fbrain/core/page/run-filter';
import type { Run, RunLogEntry, RunSummary } from '@fbrain/core/run/run';
import type { RunExplanation } from '@fbrain/core/run/run-explanation';
import type { ReplayRequest, RunRequest } from '@fbrain/core/run/run-request';
import { isFinalState } from '@fbrain/core/run/run-state';
import type { Duration } from '@fbrain/core/time/duration';
import type { TaskModule } from '../task/task.ts';
import type { EnqueueOptions } from '../task/task-context.ts';
import { type BulkActions, createBulkActions } from './bulk-actions.ts';
import { pollUntil } from './poll-until.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { type ApiRequest, type Endpoint, sendRequest, toQuery } from './send-request.ts';

export interface ClientOptions {
  /** Where F_BRAIN is, for example "http://localhost:3000". */
  url: string;
  token: string;
  /** Another `fetch`, for proxies and tests. */
  fetch?: Endpoint['fetch'];
}

/** A run whose output has the type its task declares; null until it has succeeded. */
export type TypedRun<Output> = Omit<Run, 'output'> & { output: Output | null };

interface Abortable {
  signal?: AbortSignal | undefined;
}
interface PageOptions extends Abortable {
  cursor?: string;
  limit?: number;
}

/** A typed view of the REST API. Every method throws FBrainError, or the reason of its signal when that is aborted. */
export interface Client extends BulkActions {
  /** Accepts a run; resolves when it is committed. Repeated by itself after a failure if it has an idempotencyKey. */
  enqueue<Input, Output>(
    task: TaskModule<Input, Output>,
    input: NoInfer<Input>,
    options?: EnqueueOptions & Abortable,
  ): Promise<TypedRun<Output>>;
  enqueue(task: string, input: unknown, options?: EnqueueOptions & Abortable): Promise<TypedRun<unknown>>;
  /** Accepts up to 10 000 runs, all or none; resolves with their ids in order. */
  enqueueMany(runs: RunRequest[], options?: Abortable): Promise<string[]>;
  /** Resolves when the run has ended, however it ended: look at its `state`. Throws `timed-out` after `timeout`. */
  wait<Output>(run: TypedRun<Output> | string, options?: { timeout?: Duration } & Abortable): Promise<TypedRun<Output>>;
  get(id: string, options?: Abortable): Promise<TypedRun<unknown>>;
  list(filter?: Partial<RunSearch> & PageOptions): Promise<Page<RunSummary>>;
  /** Cancels a waiting run at once; asks a running one to stop, see its `cancelRequestedAt`. */
  cancel(id: string, options?: Abortable): Promise<TypedRun<unknown>>;
  /** Does the work of a run again as a new run, with its input unless `changes` give another. */
  replay(id: string, changes?: ReplayRequest & Abortable): Promise<TypedRun<unknown>>;
  /** Says why a run is where it is. */
  why(id: string, options?: Abortable): Promise<RunExplanation>;
  /** Work that starts by itself. */
  schedules: Schedules;
  /** Lines of the run's log, oldest first, from the one after `after`. */
  logs(id: string, options?: { after?: number; limit?: number } & Abortable): Promise<Page<RunLogEntry>>;
}

/** Talks to the F_BRAIN API. Holds no connection and needs no closing. */
export function createClient(options: ClientOptions): Client {
  const endpoint: Endpoint = { fetch: (url, init) => fetch(url, init), ...options };
  const send = <Answer>(request: ApiRequest) => sendRequest<Answer>(endpoint, request);
  const get = <Answer>(path: string, signal: AbortSignal | undefined, query: object = {}) =>
    send<Answer>({ method: 'GET', path, query: toQuery(query), isRepeatable: true, signal });
  const runPath = (id: string, rest = '') => `/runs/${encodeURIComponent(id)}${rest}`;

  return {
    enqueue: <Output>(
      task: { name: string } | string,
      input: unknown,
      { signal, ...rest }: EnqueueOptions & Abortable = {},
    ) =>
      send<TypedRun<Output>>({
        method: 'POST',
        path: '/runs',
        body: { ...rest, task: typeof task === 'string' ? task : task.name, input },
        isRepeatable: rest.idempotencyKey !== undefined,
        signal,
      }),
    enqueueMany: async (runs, { signal } = {}) => {
      const isRepeatable = runs.every((run) => run.idempotencyKey !== undefined);
      const answer = await send<{ ids: string[] }>({
        method: 'POST',
        path: '/runs/batch',
        body: { runs },
        isRepeatable,
        signal,
      });
      return answer.ids;
    },
    wait: async (run, { timeout, signal } = {}) => {
      const id = typeof run === 'string' ? run : run.id;
      return await pollUntil(() => get<TypedRun<never>>(runPath(id), signal), {
        isOver: ({ state }) => isFinalState(state),
        timeout,
        signal,
        tooLate: ({ state }) =>
          `Run ${id} has not ended within ${timeout}; it is ${state}. It goes on: wait again or cancel it.`,
      });
    },
    get: (id, { signal } = {}) => get(runPath(id), signal),
    list: ({ states, signal, ...filter } = {}) => get('/runs', signal, { state: states, ...filter }),
    // Not repeated: the answer to a second cancel would be that the run has already ended.
    cancel: (id, { signal } = {}) =>
      send({ method: 'POST', path: runPath(id, '/cancel'), isRepeatable: false, signal }),
    replay: (id, { signal, ...body } = {}) =>
      send({
        method: 'POST',
        path: runPath(id, '/replay'),
        body,
        isRepeatable: body.idempotencyKey !== undefined,
        signal,
      }),
    why: (id, { signal } = {}) => get(runPath(id, '/why'), signal),
    ...createBulkActions(send),
    schedules: createSchedules(send),
    logs: (id, { signal, ...query } = {}) => get(runPath(id, '/logs'), signal, query),
  };
}
