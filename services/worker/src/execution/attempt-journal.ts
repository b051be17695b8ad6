import type { Logger } from '@fbrain/adapters/logging/logger';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { traceIdOf } from '@fbrain/core/trace/trace-context';
import { endAttemptSpan } from './attempt-span.ts';
import type { RunningAttempt } from './running-attempt.ts';

/** Tells the operator's log and the trace of an attempt that it has started and how it has ended. */
export interface AttemptJournal {
  started(attempt: RunningAttempt): void;
  ended(attempt: RunningAttempt, result: AttemptResult): void;
}

/** Failed attempts of a second that are lines of the log at its usual level: a storm of them must not fill a disk. */
const MAX_LINES_PER_SECOND = 10;

/** @param isDetailed whether every attempt is worth lines: at full speed they cost more than the attempts */
export function createAttemptJournal(logger: Logger, isDetailed: boolean): AttemptJournal {
  let second = 0;
  let lines = 0;
  const mayTell = () => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) [second, lines] = [now, 0];
    return ++lines <= MAX_LINES_PER_SECOND;
  };
  return {
    started(attempt) {
      if (isDetailed) logger.debug('attempt started', idsOf(attempt));
    },
    ended(attempt, result) {
      endAttemptSpan(attempt.span, result);
      if (result.kind === 'failed' && (isDetailed || mayTell())) {
        const { kind, message } = result.error;
        logger.info('attempt failed', { ...idsOf(attempt), error: `${kind}: ${message}` });
      } else if (isDetailed) {
        logger.debug(`attempt ${result.kind}`, idsOf(attempt));
      }
    },
  };
}

function idsOf({ run, span }: RunningAttempt): Record<string, string | number> {
  const { id: runId, attempt, task } = run;
  return { runId, ...(span.context !== null && { traceId: traceIdOf(span.context) }), attempt, task };
}
