import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { CursorMove, DueSchedule, Postponement } from '@fbrain/adapters/postgres/schedule-firing-store';
import { readDefinition, toRequest } from '@fbrain/adapters/postgres/schedule-row';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { NewRun } from '@fbrain/core/run/run-request';
import { decideSlots } from '@fbrain/core/schedule/decide-slots';
import type { ScheduleDefinition } from '@fbrain/core/schedule/schedule';
import type { SlotDecision } from '@fbrain/core/schedule/slot-decision';

/** A slot with the run that it fires, null = none. */
interface SlotWithRun {
  scheduleId: string;
  decision: SlotDecision;
  run: NewRun | null;
  jitterMs: number;
}

export interface DecidedSchedule extends CursorMove {
  slots: SlotWithRun[];
}

/** What to do about a schedule: its slots, or why it cannot be read. */
export type ScheduleDecision = DecidedSchedule | Postponement;

/** Decides the slots of a schedule and makes their runs, by the rules of `POST /runs`. Writes nothing. */
export function decideSchedule(schedule: DueSchedule, nowMs: number, intake: RunIntake): ScheduleDecision {
  const { id, isTaskKnown, unfinished } = schedule;
  const definition = definitionOf(schedule);
  if (definition instanceof DomainError) return { id, problem: definition.message };
  const facts = { id, definition, cursorMs: schedule.cursorAt.getTime(), nowMs, isTaskKnown, unfinished };
  const { decisions, cursorMs, nextDueMs } = decideSlots(facts);
  const slots = decisions.map((decision) => ({
    scheduleId: id,
    jitterMs: definition.jitterMs,
    ...withRun(id, decision, definition, nowMs, intake),
  }));
  return { id, slots, cursorMs, nextDueMs };
}

/** A request that an older or newer release has checked may be none to this one. */
function definitionOf(schedule: DueSchedule): ScheduleDefinition | DomainError {
  try {
    return readDefinition(toRequest(schedule), schedule.createdAt.getTime());
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

/** What the task does not take, such as an input that its schema has forbidden since, is skipped with the reason. */
function withRun(
  id: string,
  decision: SlotDecision,
  definition: ScheduleDefinition,
  nowMs: number,
  intake: RunIntake,
): { decision: SlotDecision; run: NewRun | null } {
  if (decision.outcome !== 'fired') return { decision, run: null };
  const { slotMs, dueAtMs, isQueued } = decision;
  const request = { ...definition.run, runAt: new Date(dueAtMs).toISOString() };
  try {
    return { decision, run: intake.prepare(request, { schedule: { id, slotAtMs: slotMs, isQueued }, nowMs }) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const refused = { outcome: 'skipped', code: 'refused', fromSlotMs: slotMs, slotMs, count: 1 } as const;
    return { decision: { ...refused, reason: error.message }, run: null };
  }
}
