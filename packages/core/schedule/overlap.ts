import type { OverlapPolicy } from './schedule.ts';
import type { FiredSlot, LostSlots, SlotDecision } from './slot-decision.ts';

/** A run of an earlier slot that has not ended. */
export interface UnfinishedRun {
  id: string;
  /** Null = somebody fired it by hand. */
  slotMs: number | null;
}

/** Runs of one schedule that may wait for each other: a task slower than its schedule must not fill the database. */
export const MAX_QUEUED = 100;

/** Decides slots that are to fire, ascending, by what earlier runs of the schedule still do. */
export function decideOverlap(
  policy: OverlapPolicy,
  slots: readonly number[],
  offsetMs: number,
  unfinished: readonly UnfinishedRun[],
): SlotDecision[] {
  const decisions = slots.map((slotMs, index): SlotDecision => {
    const fired = { outcome: 'fired', slotMs, dueAtMs: slotMs + offsetMs, cancelRunIds: [], isQueued: false } as const;
    // Every slot before this one of the batch counts as a run that has just begun.
    const earlier = unfinished.length + index;
    if (policy === 'skip') return earlier === 0 ? fired : skipped(slotMs, 'overlap', stillRuns(unfinished));
    if (policy === 'queue') return queued(fired, earlier);
    if (policy === 'cancel-previous') {
      const isLast = index === slots.length - 1;
      return isLast
        ? { ...fired, cancelRunIds: unfinished.map(({ id }) => id) }
        : skipped(slotMs, 'superseded', SUPERSEDED);
    }
    return fired;
  });
  return decisions;
}

/** Due at once with a later slot, which would cancel it before it began. */
const SUPERSEDED = 'A later slot was due as well, and the policy is to cancel the previous run.';

function queued(fired: FiredSlot, earlier: number): SlotDecision {
  if (earlier < MAX_QUEUED) return { ...fired, isQueued: earlier > 0 };
  const reason = `${MAX_QUEUED} runs of the schedule wait already. Fire less often, or make the task faster.`;
  return skipped(fired.slotMs, 'queue-full', reason);
}

function stillRuns([oldest]: readonly UnfinishedRun[]): string {
  if (oldest === undefined) return 'The run of an earlier slot, fired at the same moment, has not ended.';
  if (oldest.slotMs === null) return `Run ${oldest.id}, which somebody fired by hand, has not ended.`;
  return `Run ${oldest.id} of the slot ${new Date(oldest.slotMs).toISOString()} has not ended.`;
}

const skipped = (slotMs: number, code: LostSlots['code'], reason: string): LostSlots => ({
  outcome: 'skipped',
  code,
  fromSlotMs: slotMs,
  slotMs,
  count: 1,
  reason,
});
