import type { Accepted, RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import type { Principal } from '@fbrain/core/access/principal';
import { DomainError, invalid } from '@fbrain/core/errors/domain-error';
import type { ReplayRequest, RunRequest } from '@fbrain/core/run/run-request';
import { isFinalState } from '@fbrain/core/run/run-state';
import { parseDuration } from '@fbrain/core/time/duration';
import type { RequestOrigin } from './request-origin.ts';
import type { RunWaiter } from './wait-for-run.ts';

export const IDEMPOTENCY_KEY = 'idempotency-key';

const MAX_WAIT_MS = 5 * 60_000;

export interface CreateRunDeps {
  intake: RunIntake;
  waiter: RunWaiter;
  sql: Database;
}

interface CreateRunOptions extends RequestOrigin {
  wait: { duration: string; signal: AbortSignal; who: Principal; isAllowed(): Promise<boolean> } | undefined;
}

/**
 * Accepts a run and, if asked to, waits for its end. The run it gives may not have ended when the time was over.
 * Throws DomainError `unauthorized` if the caller was shut out meanwhile: what the run gave is no longer for it.
 */
export async function createRun(
  request: RunRequest,
  { wait, ...origin }: CreateRunOptions,
  { intake, waiter, sql }: CreateRunDeps,
): Promise<Accepted> {
  if (wait === undefined) return await intake.accept(request, origin);
  const waitMs = parseWait(wait.duration);
  waiter.requireRoom(wait.who);
  const { run, isExisting } = await intake.accept(request, origin);
  if (isFinalState(run.state)) return { run, isExisting };
  await waiter.wait(run.id, { ...wait, timeoutMs: waitMs });
  if (!(await wait.isAllowed())) throw shutOut(run.id);
  return { run: (await getRun(sql, run.id)) ?? run, isExisting };
}

/** The header is the same as the field of the body, for callers that cannot change their body. */
export function withIdempotencyKey<R extends ReplayRequest>(request: R, key: string | null): R {
  if (key === null) return request;
  if (request.idempotencyKey !== undefined && request.idempotencyKey !== key) {
    throw invalid('/idempotencyKey', 'differs from the Idempotency-Key header: give one of them');
  }
  return { ...request, idempotencyKey: key };
}

/** A batch with a key is many runs with a key each. */
export const withIdempotencyKeys = (requests: readonly RunRequest[], key: string | null): readonly RunRequest[] =>
  key === null ? requests : requests.map((request, index) => ({ idempotencyKey: `${key}/${index}`, ...request }));

const shutOut = (id: string): DomainError =>
  new DomainError('unauthorized', `Your access ended while you waited. Run ${id} was accepted and goes on.`);

function parseWait(text: string): number {
  const ms = parseDuration(text, 'wait');
  if (ms > MAX_WAIT_MS) throw invalid('wait', `must be at most "5m", got "${text}"`);
  return ms;
}
