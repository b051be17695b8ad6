import type { Queue } from '../queue/queue.ts';
import type { Worker } from '../worker/worker.ts';
import type { Trouble } from './overview.ts';

/** Attempts of a task, lately and before. */
export interface TaskFailures {
  task: string;
  /** Attempts of the last quarter of an hour, and those of them that failed. */
  attempts: number;
  failed: number;
  /** The same of the day before. */
  usualAttempts: number;
  usualFailed: number;
}

/** What is known about schedules that do not do what they should. */
export interface ScheduleFacts {
  missed: readonly { scheduleId: string; schedule: string; count: number; at: string }[];
  disabled: readonly { scheduleId: string; schedule: string }[];
  late: { count: number; seconds: number };
}

export interface TroubleFacts {
  nowMs: number;
  queues: readonly Queue[];
  workers: readonly Worker[];
  failures: readonly TaskFailures[];
  schedules: ScheduleFacts;
  blocked: readonly { limitName: string; count: number; seconds: number }[];
  brokenFiles: readonly string[];
  isTransportConnected: boolean;
}

/** Waiting is normal under load; this is when a person wants to know, and when to be woken. */
const LONG_WAIT_S = 120;
const VERY_LONG_WAIT_S = 600;
const LONG_BLOCK_S = 600;
/** Slots are fired within a second of their instant. */
const LATE_S = 60;
const LOST_WORKER_MS = 15 * 60_000;
/** A few failures are no trend, nor is a part that nobody minds. */
const LEAST_FAILURES = 5;
const LEAST_RATE = 0.1;
const JUMP = 3;

/** What is wrong now, the worst first. */
export function findTroubles(facts: TroubleFacts): Trouble[] {
  const troubles = [
    ...systemTroubles(facts),
    ...facts.queues.flatMap((queue) => queueTrouble(queue, facts) ?? []),
    ...facts.blocked.filter(({ seconds }) => seconds >= LONG_BLOCK_S).map(toBlocked),
    ...facts.failures.flatMap((failures) => failureTrouble(failures) ?? []),
    ...scheduleTroubles(facts.schedules),
    ...facts.workers.filter((worker) => isLostLately(worker, facts.nowMs)).map(toLost),
    ...[...new Set(facts.brokenFiles)].map(
      (source): Trouble => ({ code: 'task-file-broken', severity: 'warning', source }),
    ),
  ];
  const rank = ({ severity }: Trouble) => (severity === 'bad' ? 0 : 1);
  return troubles.sort((a, b) => rank(a) - rank(b));
}

const hasWorker = ({ workers }: TroubleFacts): boolean => workers.some(({ state }) => state === 'active');

function systemTroubles(facts: TroubleFacts): Trouble[] {
  const ready = facts.queues.reduce((sum, { queued }) => sum + queued, 0);
  return [
    ...(hasWorker(facts)
      ? []
      : [{ code: 'no-worker', severity: ready > 0 ? 'bad' : 'warning', count: ready } as const]),
    ...(facts.isTransportConnected ? [] : [{ code: 'transport-down', severity: 'warning' } as const]),
  ];
}

function queueTrouble(queue: Queue, facts: TroubleFacts): Trouble | null {
  const { name, queued: count, oldestReadySeconds } = queue;
  const seconds = Math.round(oldestReadySeconds ?? 0);
  if (count === 0) return null;
  const about = { queue: name, count, seconds };
  if (queue.paused) return { code: 'queue-paused', severity: 'warning', ...about };
  // Without any worker one sentence says it for all queues.
  if (queue.workers === 0) return hasWorker(facts) ? { code: 'queue-without-worker', severity: 'bad', ...about } : null;
  if (seconds < LONG_WAIT_S) return null;
  const severity = seconds >= VERY_LONG_WAIT_S ? 'bad' : 'warning';
  return { code: 'queue-waits', severity, ...about, freeSlots: freeSlotsOf(name, facts) };
}

/** Waiting beside free slots has another cause than too much work. */
const freeSlotsOf = (queue: string, { workers }: TroubleFacts): number =>
  workers
    .filter(({ state, queues }) => state === 'active' && (queues.includes('*') || queues.includes(queue)))
    .reduce((sum, { slots, busySlots }) => sum + Math.max(slots - busySlots, 0), 0);

function failureTrouble({ task, attempts, failed, usualAttempts, usualFailed }: TaskFailures): Trouble | null {
  const rate = attempts === 0 ? 0 : failed / attempts;
  const usualRate = usualAttempts === 0 ? 0 : usualFailed / usualAttempts;
  if (failed < LEAST_FAILURES || rate < LEAST_RATE || rate < usualRate * JUMP) return null;
  // Nothing is usual of a task that did not run the day before.
  const usual = usualAttempts === 0 ? {} : { usualRate };
  return { code: 'task-failing', severity: 'bad', task, count: failed, rate, ...usual };
}

const toBlocked = ({ limitName, count, seconds }: TroubleFacts['blocked'][number]): Trouble => ({
  code: 'runs-blocked',
  severity: 'warning',
  limitName,
  count,
  seconds: Math.round(seconds),
});

const scheduleTroubles = ({ missed, disabled, late }: ScheduleFacts): Trouble[] => [
  ...(late.count > 0 && late.seconds >= LATE_S
    ? [{ code: 'schedules-late', severity: 'bad', count: late.count, seconds: Math.round(late.seconds) } as const]
    : []),
  ...missed.map((slots): Trouble => ({ code: 'slots-missed', severity: 'warning', ...slots })),
  ...disabled.map((schedule): Trouble => ({ code: 'schedule-disabled', severity: 'warning', ...schedule })),
];

const isLostLately = ({ state, lastSeenAt }: Worker, nowMs: number): boolean =>
  state === 'lost' && nowMs - Date.parse(lastSeenAt) < LOST_WORKER_MS;

const toLost = ({ name, lastSeenAt }: Worker): Trouble => ({
  code: 'worker-lost',
  severity: 'warning',
  worker: name,
  at: lastSeenAt,
});
