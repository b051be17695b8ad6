import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { FromHost } from '../task-host/protocol.ts';
import type { AttemptSecrets } from './attempt-secrets.ts';
import type { RunningAttempt } from './running-attempt.ts';
import type { SecretReader } from './secret-reader.ts';
import type { TaskHost } from './task-host.ts';

type HostRequest = Extract<FromHost, { type: 'request' }>;

export interface HostRequestOptions {
  intake: RunIntake;
  reader: SecretReader;
  secrets: AttemptSecrets;
  /** The attempt that asks; undefined = it has ended. */
  find(runId: string, attempt: number): RunningAttempt | undefined;
}

/** Answers what task code asks of its supervisor. */
export function createHostRequests(options: HostRequestOptions) {
  return async (host: TaskHost, request: HostRequest): Promise<void> => {
    const { requestId } = request;
    try {
      const value = request.method === 'secret' ? await tellSecret(options, request) : await enqueue(options, request);
      host.reply({ type: 'reply', requestId, ok: true, value });
    } catch (error) {
      const isKnown = error instanceof DomainError;
      const message = isKnown ? error.message : `The supervisor could not answer "${request.method}"; try again.`;
      host.reply({ type: 'reply', requestId, ok: false, message, code: isKnown ? error.code : 'internal' });
    }
  };
}

/** `ctx.enqueue`: the run is committed before the task goes on, with the caller as its parent. */
async function enqueue(
  { intake, find }: HostRequestOptions,
  { runId, attempt, params }: Extract<HostRequest, { method: 'enqueue' }>,
): Promise<{ id: string }> {
  const traceContext = find(runId, attempt)?.span.context ?? null;
  const { run } = await intake.accept(params, { parentId: runId, traceContext });
  return { id: run.id };
}

/** `ctx.secret`: from then on the attempt's log does not show it. */
async function tellSecret(
  { reader, secrets, find }: HostRequestOptions,
  { runId, attempt, params }: Extract<HostRequest, { method: 'secret' }>,
): Promise<string> {
  const asking = find(runId, attempt);
  if (asking === undefined)
    throw new DomainError('forbidden', 'The attempt has ended and is told no secrets any more.');
  const value = await reader.read(asking.task, params.name);
  secrets.learn({ runId, attempt }, value);
  return value;
}
