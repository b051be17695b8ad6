import { explainLimits } from './explain-limits.ts';
import { explainQueued, noAbleWorker, noWorkerAtAll, pausedQueue } from './explain-queued.ts';
import { isPast, type RunExplanation, type RunReason, reason } from './run-explanation.ts';
import { isFinalState } from './run-state.ts';
import type { WaitFacts } from './wait-facts.ts';

/** Says why a run waits, what it does, or how it ended. The first reason is the nearest one. */
export function explainWaiting(facts: WaitFacts): RunExplanation {
  return { state: facts.run.state, reasons: reasonsOf(facts) };
}

function reasonsOf(facts: WaitFacts): RunReason[] {
  const { state } = facts.run;
  if (isFinalState(state)) return [ended(facts)];
  if (state === 'running') return running(facts);
  if (isOverdue(facts)) return [overdue(facts), ...noWorkerAtAll(facts)];
  if (state === 'blocked') return blocked(facts);
  if (state === 'queued') return explainQueued(facts);
  return [toCome(facts)];
}

function ended({ run }: WaitFacts): RunReason {
  const { state, attempt, error, finishedAt } = run;
  const details = { attempt, ...(finishedAt === null ? {} : { since: finishedAt }), ...(error ? { error } : {}) };
  const how = error ? `: ${error.message}` : ` with attempt ${attempt}.`;
  return reason('ended', state === 'expired' ? 'It expired before it started.' : `It ${verbOf(state)}${how}`, details);
}

const verbOf = (state: string): string => (state === 'cancelled' ? 'was cancelled' : state);

function running({ run, holder }: WaitFacts): RunReason[] {
  const { attempt, workerId, startedAt, cancelRequestedAt } = run;
  const name = holder?.name ?? workerId ?? 'unknown';
  const details = { attempt, workers: [name], ...(workerId && { workerId }), ...(startedAt && { since: startedAt }) };
  const now =
    holder === null || holder.isLost
      ? reason(
          'worker-lost',
          `Worker ${name} has gone while it ran attempt ${attempt}; another one takes over.`,
          details,
        )
      : reason('running', `Worker ${name} runs attempt ${attempt} since ${startedAt}.`, details);
  if (cancelRequestedAt === null) return [now];
  const asked = 'It was asked to stop; if it does not, its process is ended after the grace.';
  return [now, reason('cancel-requested', asked, { since: cancelRequestedAt })];
}

const isOverdue = ({ run, nowMs }: WaitFacts): boolean =>
  isPast(run.deadlineAt, nowMs) || (run.attempt === 0 && isPast(run.expiresAt, nowMs));

function overdue({ run, nowMs }: WaitFacts): RunReason {
  const isExpired = run.attempt === 0 && isPast(run.expiresAt, nowMs);
  const since = isExpired ? run.expiresAt : run.deadlineAt;
  const what = isExpired ? `It expired at ${since}` : `Its deadline passed at ${since}`;
  return reason('overdue', `${what}: it no longer starts and is about to end.`, since === null ? {} : { since });
}

/** Besides its limits the run may meet what keeps ready runs from starting. */
function blocked(facts: WaitFacts): RunReason[] {
  if (facts.blockedBy === null) return [afterAnother(facts)];
  const full = explainLimits(facts);
  const others = [...pausedQueue(facts), ...noAbleWorker(facts)];
  if (full.length + others.length > 0) return [...full, ...others];
  return [reason('limit-freed', 'There is room again under the limit that blocked it; it starts within a second.')];
}

/** Its schedule starts one run after the other. */
function afterAnother({ waitsFor }: WaitFacts): RunReason {
  if (waitsFor === null)
    return reason('blocked', 'The earlier runs of its schedule have ended; it starts within a second.');
  return reason('blocked', `It waits for run ${waitsFor} of its schedule, which has not ended.`, {
    heldBy: [waitsFor],
  });
}

/** Scheduled and retrying. */
function toCome(facts: WaitFacts): RunReason {
  const { run, nowMs, lastAttemptState } = facts;
  const { dueAt, attempt, maxAttempts, error } = run;
  const at = dueAt ?? 'once';
  const details = dueAt === null ? {} : { dueAt };
  if (isPast(dueAt, nowMs)) {
    const [nobody] = noWorkerAtAll(facts);
    return nobody ?? reason('due-now', `It is due since ${at} and becomes ready within a second.`, details);
  }
  if (run.state === 'scheduled') return reason('due-later', `It is to start at ${at}.`, details);
  if (lastAttemptState === 'snoozed') {
    return reason('snoozed', `The task asked to wait until ${at}.`, { ...details, attempt });
  }
  const why = error ? `: ${error.message}` : '.';
  const message = `Attempt ${attempt} of ${maxAttempts} failed; the next one starts at ${at}. The error${why}`;
  return reason('retry-later', message, { ...details, attempt, maxAttempts, ...(error ? { error } : {}) });
}
