import { MAX_AHEAD, type RunReason, reason } from './run-explanation.ts';
import type { LimitFacts, WaitFacts } from './wait-facts.ts';

/** The limits that have no room for the run now. */
export const explainLimits = ({ limits, nowMs }: Pick<WaitFacts, 'limits' | 'nowMs'>): RunReason[] =>
  limits.flatMap((limit) => [...tooManyRun(limit), ...tooManyStarted(limit, nowMs)]);

function tooManyRun(limit: LimitFacts): RunReason[] {
  const { name, max, running, heldBy } = limit;
  if (max === null || running < max) return [];
  const more = running > heldBy.length ? ', …' : '';
  const message = `${running} of ${max} runs that may run at once ${under(limit)} do so. Held by ${heldBy.join(', ')}${more}.`;
  return [reason('limit-reached', message, { limitName: name, limit: max, running, heldBy, ...queueOf(limit) })];
}

function tooManyStarted(limit: LimitFacts, nowMs: number): RunReason[] {
  const { name, rate, nextTokenMs, intervalMs, ahead } = limit;
  if (rate === null) return [];
  // Each run that waits before it takes a token first.
  const untilMs = nextTokenMs + ahead * intervalMs;
  if (untilMs <= nowMs) return [];
  const dueAt = new Date(Math.ceil(untilMs)).toISOString();
  const until = ahead >= MAX_AHEAD ? `at least ${dueAt}` : dueAt;
  const message = `Rate limited until ${until}: ${rate.limit} ${rate.limit === 1 ? 'run' : 'runs'} may start in ${rate.per} ${under(limit)}.${aheadText(ahead)}`;
  return [reason('rate-limited', message, { limitName: name, rate, dueAt, ahead, ...queueOf(limit) })];
}

const aheadText = (ahead: number): string =>
  ahead === 0
    ? ''
    : ahead === 1
      ? ' One run waits before it.'
      : ` ${ahead}${ahead >= MAX_AHEAD ? ' or more' : ''} wait before it.`;

const under = ({ of, name }: LimitFacts): string => (of === 'queue' ? `in the queue ${name}` : `under ${name}`);

const queueOf = ({ of, name }: LimitFacts): { queue?: string } => (of === 'queue' ? { queue: name } : {});
