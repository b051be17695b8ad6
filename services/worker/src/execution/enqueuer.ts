import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { TraceContext } from '@fbrain/core/trace/trace-context';
import type { FromHost } from '../task-host/protocol.ts';
import type { TaskHost } from './task-host.ts';

/** Answers `ctx.enqueue`: the run is committed before the task goes on, with the caller as its parent. */
export const createEnqueuer =
  (intake: RunIntake, traceOf: (runId: string) => TraceContext | null) =>
  async (host: TaskHost, request: Extract<FromHost, { type: 'request' }>): Promise<void> => {
    const { requestId, runId, params } = request;
    try {
      const { run } = await intake.accept(params, { parentId: runId, traceContext: traceOf(runId) });
      host.reply({ type: 'reply', requestId, ok: true, value: { id: run.id } });
    } catch (error) {
      const message = error instanceof DomainError ? error.message : 'The run could not be enqueued; try again.';
      const code = error instanceof DomainError ? error.code : 'internal';
      host.reply({ type: 'reply', requestId, ok: false, message, code });
    }
  };
