import type { RunAges, RunPick, RunSearch } from '@fbrain/core/page/run-filter';
import type {
  BulkAction,
  BulkActionKind,
  BulkActionPreview,
  BulkActionRequest,
  RunCount,
} from '@fbrain/core/run/bulk-action';
import type { Duration } from '@fbrain/core/time/duration';
import { pollUntil } from './poll-until.ts';
import { type ApiRequest, toQuery } from './send-request.ts';

/** Which runs: `filter` must have a condition, unless `all` is true. */
export interface BulkTarget {
  action: BulkActionKind;
  filter?: Partial<RunPick & RunAges>;
  all?: boolean;
}

interface Abortable {
  signal?: AbortSignal | undefined;
}

/** The part of the client that is about many runs at once. */
export interface BulkActions {
  /** How many runs match: exactly up to 10 000, above that about. */
  count(filter?: Partial<RunSearch>, options?: Abortable): Promise<RunCount>;
  /** Says how many runs an action would be about, and how many of them it would skip. Changes nothing. */
  preview(target: BulkTarget, options?: Abortable): Promise<BulkActionPreview>;
  /**
   * Cancels, replays or deletes all runs that match, at most `rate` a second; resolves when the action is accepted.
   * Repeated by itself after a failure if it has an idempotencyKey.
   */
  act(target: BulkTarget & { rate?: number; idempotencyKey?: string }, options?: Abortable): Promise<BulkAction>;
  /** How far an action is. */
  bulkAction(id: string, options?: Abortable): Promise<BulkAction>;
  /** Resolves when the action has ended, however it ended: look at its `state`. Throws `timed-out` after `timeout`. */
  waitForBulkAction(action: BulkAction | string, options?: { timeout?: Duration } & Abortable): Promise<BulkAction>;
  /** Stops a running action. What it has done stays done. */
  stopBulkAction(id: string, options?: Abortable): Promise<BulkAction>;
}

export function createBulkActions(send: <Answer>(request: ApiRequest) => Promise<Answer>): BulkActions {
  const post = <Answer>(
    { filter, ...rest }: BulkTarget & { dryRun?: boolean; rate?: number },
    how: Partial<ApiRequest>,
  ) =>
    send<Answer>({
      method: 'POST',
      path: '/runs/actions',
      body: { ...rest, ...(filter && { filter: toSelection(filter) }) } satisfies BulkActionRequest,
      isRepeatable: true,
      ...how,
    });
  const pathOf = (id: string) => `/bulk-actions/${encodeURIComponent(id)}`;
  const bulkAction = (id: string, { signal }: Abortable = {}) =>
    send<BulkAction>({ method: 'GET', path: pathOf(id), isRepeatable: true, signal });

  return {
    count: (filter = {}, { signal } = {}) =>
      send({ method: 'GET', path: '/runs/count', query: toQuery(toSelection(filter)), isRepeatable: true, signal }),
    preview: (target, { signal } = {}) => post({ ...target, dryRun: true }, { signal }),
    act: ({ idempotencyKey, ...target }, { signal } = {}) =>
      post(target, { idempotencyKey, isRepeatable: idempotencyKey !== undefined, signal }),
    bulkAction,
    waitForBulkAction: async (action, { timeout, signal } = {}) => {
      const id = typeof action === 'string' ? action : action.id;
      return await pollUntil(() => bulkAction(id, { signal }), {
        isOver: ({ state }) => state !== 'running',
        timeout,
        signal,
        tooLate: ({ done, matched }) =>
          `Bulk action ${id} has not ended within ${timeout}: ${done} of ${matched} runs are done. It goes on: wait again or stop it.`,
      });
    },
    stopBulkAction: (id, { signal } = {}) =>
      send({ method: 'POST', path: `${pathOf(id)}/cancel`, isRepeatable: false, signal }),
  };
}

const toSelection = ({ states, ...conditions }: Partial<RunPick>) => ({
  ...conditions,
  ...(states && states.length > 0 ? { state: states } : {}),
});
