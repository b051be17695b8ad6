import { explainLimits } from './explain-limits.ts';
import { isPast, MAX_AHEAD, type RunReason, reason } from './run-explanation.ts';
import type { WaitFacts, WorkerFacts } from './wait-facts.ts';

/** A hint takes milliseconds; within this time nothing is wrong. */
const JUST_QUEUED_MS = 1_000;
const MAX_NAMES = 5;

/** Why a run that is ready has not started. All obstacles, or, without one, whose turn it is. */
export function explainQueued(facts: WaitFacts): RunReason[] {
  const { transportDown } = facts;
  const obstacles = [
    ...pausedQueue(facts),
    ...explainLimits(facts),
    ...noAbleWorker(facts),
    ...(transportDown === null
      ? []
      : [reason('transport-down', `The ${transportDown} transport is not connected; the run starts when it is back.`)]),
  ];
  return obstacles.length > 0 ? obstacles : [inTurn(facts)];
}

export const pausedQueue = ({ run: { queue }, isQueuePaused }: WaitFacts): RunReason[] =>
  isQueuePaused ? [reason('queue-paused', `The queue ${queue} is paused. Resume it to go on.`, { queue })] : [];

export function noWorkerAtAll({ workers }: WaitFacts): RunReason[] {
  return workers.length > 0 ? [] : [reason('no-worker', 'No worker is active. Start one.')];
}

/** Nobody could start the run, however long it waits. */
export function noAbleWorker(facts: WaitFacts): RunReason[] {
  const { run, workers } = facts;
  if (workers.length === 0) return noWorkerAtAll(facts);
  const { task, queue } = run;
  const knowing = workers.filter((worker) => worker.knowsTask);
  const serving = workers.filter((worker) => worker.servesQueue);
  const none: RunReason[] = [];
  if (knowing.length === 0) {
    const message = `No active worker knows the task ${task} (active: ${namesOf(workers)}). Is its file in their TASKS_DIR?`;
    none.push(reason('no-worker-for-task', message, { task, workers: workers.map(({ name }) => name) }));
  }
  if (serving.length === 0) {
    const message = `No active worker serves the queue ${queue} (active: ${namesOf(workers)}). See their WORKER_QUEUES.`;
    none.push(reason('no-worker-for-queue', message, { queue, workers: workers.map(({ name }) => name) }));
  }
  if (none.length > 0 || knowing.some((worker) => worker.servesQueue)) return none;
  const message = `The workers that know the task ${task} (${namesOf(knowing)}) do not serve the queue ${queue}; those that do (${namesOf(serving)}) do not know the task.`;
  return [reason('no-worker-for-both', message, { task, queue })];
}

/** Some worker can and may start the run: it is a matter of time. */
function inTurn(facts: WaitFacts): RunReason {
  const { run, nowMs, needsProcess, ahead } = facts;
  const able = facts.workers.filter((worker) => worker.knowsTask && worker.servesQueue);
  const capacity = able.map((worker) => capacityOf(worker, needsProcess));
  const slots = sum(capacity.map((each) => each.slots));
  const busySlots = sum(capacity.map((each) => each.busySlots));
  const since = run.queuedAt === null ? {} : { since: run.queuedAt };
  if (capacity.every((each) => each.busySlots >= each.slots)) {
    const kind = needsProcess ? 'process slots' : 'slots';
    const message = `All ${slots} ${kind} of the workers that can run it (${namesOf(able)}) are busy. ${aheadText(ahead)}`;
    return reason('slots-busy', message, { slots, busySlots, ahead, workers: able.map(({ name }) => name) });
  }
  if (!isPast(run.queuedAt, nowMs - JUST_QUEUED_MS)) {
    return reason('just-queued', 'It has been ready for less than a second.', since);
  }
  if (ahead > 0) return reason('behind-others', aheadText(ahead), { ahead, queue: run.queue });
  return reason('hint-lost', 'Workers are free but have not heard of it yet; they are told again every second.', since);
}

/** What a worker has for runs of this kind: a process counts against both of its bounds. */
function capacityOf(worker: WorkerFacts, needsProcess: boolean): { slots: number; busySlots: number } {
  const { slots, busySlots, processSlots, busyProcessSlots } = worker;
  const isFull = busySlots >= slots;
  if (!needsProcess || processSlots === null || isFull) return { slots, busySlots };
  return { slots: processSlots, busySlots: busyProcessSlots };
}

const aheadText = (ahead: number): string =>
  ahead === 0
    ? 'It is next.'
    : `${ahead >= MAX_AHEAD ? `${MAX_AHEAD} or more runs go` : ahead === 1 ? 'One run goes' : `${ahead} runs go`} first.`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function namesOf(workers: readonly WorkerFacts[]): string {
  const names = workers.slice(0, MAX_NAMES).map(({ name }) => name);
  const more = workers.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
