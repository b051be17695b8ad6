import { formatDuration } from '../time/duration.ts';
import { jitterOffsetMs } from './jitter-offset.ts';
import { decideOverlap, type UnfinishedRun } from './overlap.ts';
import type { ScheduleDefinition } from './schedule.ts';
import { lost, type SlotDecision } from './slot-decision.ts';
import { latestSlots, nextSlot } from './slots.ts';

/**
 * A slot later than this counts as missed. A new leader takes over within 5 s and a rolling restart within half a
 * minute: neither is an outage, and a slot that they delay fires whatever the policy says.
 */
export const ON_TIME_MS = 60_000;

/** What the database knows about a schedule that is due. */
export interface SlotFacts {
  id: string;
  definition: ScheduleDefinition;
  /** Every slot up to this instant has been decided: the creation at first. */
  cursorMs: number;
  /** By the clock of the database. */
  nowMs: number;
  /** False: no task of that name is registered. */
  isTaskKnown: boolean;
  /** Runs of earlier slots that have not ended, oldest first. */
  unfinished: readonly UnfinishedRun[];
}

export interface DueSlots {
  /** Ascending. Together they cover every slot after the old cursor up to the new one, each exactly once. */
  decisions: SlotDecision[];
  cursorMs: number;
  /** When to look again, null = never: the last slot has been decided. */
  nextDueMs: number | null;
}

/** Decides every slot that has come since the cursor. The same facts give the same decisions. */
export function decideSlots(facts: SlotFacts): DueSlots {
  const { definition, nowMs, id } = facts;
  const offsetMs = jitterOffsetMs(id, definition.jitterMs);
  // A clock that was set back leaves the cursor in the future: nothing is due until it has been reached again.
  const untilMs = Math.max(nowMs - offsetMs, facts.cursorMs);
  const decisions = decideStretch(facts, offsetMs, untilMs);
  const slotMs = nextSlot(definition.timetable, untilMs);
  return { decisions, cursorMs: untilMs, nextDueMs: slotMs === null ? null : slotMs + offsetMs };
}

function decideStretch(facts: SlotFacts, offsetMs: number, untilMs: number): SlotDecision[] {
  const { definition, cursorMs } = facts;
  const { timetable, missed } = definition;
  const stretch = { afterMs: cursorMs, untilMs };
  // All that are in time, at one a second, and what may be made up for.
  const bound = ON_TIME_MS / 1_000 + 1 + (missed.policy === 'all' ? missed.maxCount : 1);
  const latest = latestSlots(timetable, { ...stretch, bound });
  if (latest.length === 0) return [];
  if (definition.paused) return lost(timetable, stretch, { outcome: 'skipped', code: 'paused', reason: PAUSED });
  if (!facts.isTaskKnown)
    return lost(timetable, stretch, { outcome: 'skipped', code: 'unknown-task', reason: noTask(facts) });
  const chosen = chooseSlots(facts, latest, offsetMs);
  const [first] = chosen;
  const missedUntilMs = first === undefined ? untilMs : first - 1;
  const before = lost(
    timetable,
    { afterMs: cursorMs, untilMs: missedUntilMs },
    { outcome: 'missed', code: 'too-late', reason: whyMissed(facts) },
  );
  return [...before, ...decideOverlap(definition.overlap, chosen, offsetMs, facts.unfinished)];
}

const PAUSED = 'The schedule was paused.';

const noTask = ({ definition }: SlotFacts): string =>
  `No task ${definition.run.task} is registered. Start a worker that has it, or change the task of the schedule.`;

/** Slots to fire: those in time, and of the late ones what the policy makes up for. Always the newest of the given. */
function chooseSlots({ definition, nowMs }: SlotFacts, slots: number[], offsetMs: number): number[] {
  const { policy, maxCount, maxAgeMs } = definition.missed;
  const isWithin = (ms: number) => (slotMs: number) => nowMs - (slotMs + offsetMs) <= ms;
  const inTime = slots.filter(isWithin(ON_TIME_MS));
  const late = slots.slice(0, slots.length - inTime.length).filter(isWithin(maxAgeMs));
  if (policy === 'skip') return inTime;
  // A slot in time is the latest one: it makes up for those before it.
  if (policy === 'latest') return inTime.length > 0 ? inTime : late.slice(-1);
  return [...late.slice(-maxCount), ...inTime];
}

function whyMissed({ definition }: SlotFacts): string {
  const { policy, maxCount, maxAgeMs } = definition.missed;
  const late = 'Nothing could fire it within a minute';
  if (policy === 'skip') return `${late}, and the policy is to skip missed slots.`;
  const age = formatDuration(maxAgeMs);
  if (policy === 'latest') return `${late}; of missed slots only the latest fires, and none older than ${age}.`;
  return `${late}; of missed slots the latest ${maxCount} fire, and none older than ${age}.`;
}
