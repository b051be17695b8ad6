import { DomainError } from '@fbrain/core/errors/domain-error';
import { problemResponse } from './problem.ts';
import { requestIdOf } from './request-id.ts';

type Handle = (request: Request) => Response | Promise<Response>;

export interface DeadlineOptions {
  timeoutMs: number;
  /** True for requests that wait on purpose. */
  isExempt(request: Request): boolean;
}

/**
 * Answers 504 for a request that hangs, because the network to the database swallows packets, say: the driver waits
 * without end there, and a caller deserves an answer.
 */
export function withDeadline(handle: Handle, { timeoutMs, isExempt }: DeadlineOptions): Handle {
  return (request) => {
    const answer = handle(request);
    if (!(answer instanceof Promise)) return answer;
    return new Promise((resolve, reject) => {
      const giveUp = () => !isExempt(request) && resolve(problemResponse(timedOut(), requestIdOf(request)));
      const timer = setTimeout(giveUp, timeoutMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  };
}

const timedOut = (): DomainError =>
  new DomainError(
    'timed-out',
    'The database has not answered in time. What you sent may still be done: send it again with the same Idempotency-Key to be sure.',
    { retryAfterS: 5 },
  );
