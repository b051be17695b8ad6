import { collecting } from '../errors/collecting.ts';
import { type FieldError, invalid, invalidFields } from '../errors/domain-error.ts';
import { parseDuration } from '../time/duration.ts';
import { parseInstant } from '../time/instant.ts';
import type { CronFields, ParseCron } from './cron-fields.ts';
import { seekWall } from './match-cron.ts';
import { MIN_INTERVAL_MS, type Timetable, type TimetableRequest, type Timing } from './schedule.ts';
import { nextSlot } from './slots.ts';
import { parseTimeZone } from './time-zone.ts';

export interface TimetableContext {
  nowMs: number;
  /** Intervals without an anchor are counted from here, to the second. */
  createdAtMs: number;
  parseCron: ParseCron;
}

/**
 * Checks when a schedule is to fire. Throws a DomainError `invalid` that names every bad field; what can never fire
 * again is refused too, with the reason.
 */
export function prepareTimetable(request: TimetableRequest, context: TimetableContext): Timetable {
  const faults: FieldError[] = [];
  const when = collecting(faults);
  const timing = when(() => readTiming(request, context));
  const timezone = when(() => parseTimeZone(request.timezone ?? 'UTC', '/timezone'));
  const startAtMs = when(() => instantOrNull(request.startAt, '/startAt'));
  const endAtMs = when(() => instantOrNull(request.endAt, '/endAt'));
  if (startAtMs != null && endAtMs != null && endAtMs <= startAtMs) {
    faults.push({ path: '/endAt', message: `must be later than startAt, got ${request.endAt}` });
  }
  if (faults.length > 0 || !timing || timezone === undefined) throw invalidFields(faults);
  const timetable = { timing, timezone, startAtMs: startAtMs ?? null, endAtMs: endAtMs ?? null };
  if (nextSlot(timetable, context.nowMs) === null) throw neverFires(timetable, context.nowMs);
  return timetable;
}

const instantOrNull = (text: string | undefined, path: string): number | null =>
  text === undefined ? null : parseInstant(text, path);

function readTiming(request: TimetableRequest, { createdAtMs, parseCron }: TimetableContext): Timing {
  const { cron, every, at, anchor } = request;
  const given = [cron, every, at].filter((value) => value !== undefined);
  if (given.length !== 1) throw invalid('', 'must have exactly one of cron, every and at');
  if (anchor !== undefined && every === undefined) throw invalid('/anchor', 'can only be given together with every');
  if (cron !== undefined) return { kind: 'cron', expression: cron.trim(), fields: parseCron(cron, '/cron') };
  if (at !== undefined) return { kind: 'once', atMs: parseInstant(at, '/at') };
  const everyMs = parseDuration(every ?? '', '/every');
  if (everyMs < MIN_INTERVAL_MS) throw invalid('/every', `must be at least "1s", got "${every}"`);
  const anchorMs = anchor === undefined ? Math.floor(createdAtMs / 1_000) * 1_000 : parseInstant(anchor, '/anchor');
  return { kind: 'interval', everyMs, anchorMs };
}

function neverFires(timetable: Timetable, nowMs: number) {
  const { timing, endAtMs } = timetable;
  if (timing.kind === 'cron' && seekWall(timing.fields, 0, 1) === null) {
    return invalid('/cron', `never fires: ${whyNoDay(timing.fields)}. Choose a day that exists`);
  }
  if (timing.kind === 'once' && timing.atMs <= nowMs) {
    return invalid('/at', 'is in the past, so it would never fire. To start the run now, use POST /runs');
  }
  const path = endAtMs === null ? '/startAt' : '/endAt';
  const firstMs = nextSlot({ ...timetable, endAtMs: null }, nowMs);
  const first = firstMs === null ? '' : `: the next slot would be ${new Date(firstMs).toISOString()}`;
  return invalid(path, `leaves no slot to fire${first}. Change it or the timing`);
}

const MONTH_NAMES = 'January February March April May June July August September October November December'.split(' ');

/** "30 is no day of February". Only a day of the month that is too large makes an expression match nothing. */
function whyNoDay(fields: CronFields): string {
  const days = [...fields.days, ...fields.nearestWeekdays.map((day) => `${day}W`)].join(', ');
  return `${days || 'the day asked for'} is no day of ${fields.months.map((month) => MONTH_NAMES[month - 1]).join(' or ')}`;
}
