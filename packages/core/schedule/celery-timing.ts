import { invalid } from '../errors/domain-error.ts';
import type { Json } from '../run/json.ts';
import { formatDuration } from '../time/duration.ts';
import type { TimetableRequest } from './schedule.ts';

export const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Seconds in the periods of Celery; its names are plural. */
const PERIOD_MS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000, microseconds: 0.001 };

/**
 * Reads the timing of a beat entry: a number of seconds, `{"every": 10, "period": "minutes"}`, the fields of a
 * crontab, or `{"clocked_time": "2026-11-22T10:00:00Z"}`. `zone` is that of entries without their own.
 */
export function celeryTiming(schedule: Json, zone: string): TimetableRequest {
  if (typeof schedule === 'number') return { every: formatDuration(schedule * 1_000), timezone: zone };
  if (!isObject(schedule))
    throw invalid('/schedule', 'must be seconds, an interval or a crontab; solar ones are unknown here');
  const timezone = textOf(schedule.timezone) ?? zone;
  if (schedule.every !== undefined) return { every: interval(schedule), timezone };
  const at = textOf(schedule.clocked_time);
  if (at !== null) return { at, timezone };
  return { cron: crontab(schedule), timezone };
}

/**
 * Reads from when and until when an entry fires: `start_time` and the instant `expires` of django-celery-beat, or such an
 * instant as `expires` of the options, after which workers throw away what the entry sends.
 */
export function celeryWindow(entry: { [key: string]: Json }, expiresOption: Json): TimetableRequest {
  const isClocked = isObject(entry.schedule) && textOf(entry.schedule.clocked_time) !== null;
  // Once at the next slot: that depends on when Celery would have been asked, so it is no time we could name.
  if (entry.one_off === true && !isClocked) {
    throw invalid('/one_off', 'fires only once: give it a clocked schedule with the time, or start a run with a delay');
  }
  const startAt = textOf(entry.start_time);
  const endAt = textOf(entry.expires) ?? textOf(expiresOption);
  return { ...(startAt !== null && { startAt }), ...(endAt !== null && { endAt }) };
}

function interval({ every = null, period = 'seconds' }: { [key: string]: Json }): string {
  const ms = PERIOD_MS[period as keyof typeof PERIOD_MS] as number | undefined;
  if (typeof every !== 'number' || ms === undefined) {
    throw invalid(
      '/schedule',
      `must have a number in every, and in period one of ${Object.keys(PERIOD_MS).join(', ')}`,
    );
  }
  return formatDuration(every * ms);
}

const FIELDS = ['minute', 'hour', 'day_of_month', 'month_of_year', 'day_of_week'] as const;

function crontab(schedule: { [key: string]: Json }): string {
  if (FIELDS.every((field) => schedule[field] === undefined)) {
    throw invalid('/schedule', `must have at least one of ${FIELDS.join(', ')}, or every, or clocked_time`);
  }
  const values = FIELDS.map((field) => String(schedule[field] ?? '*').replaceAll(/\s+/g, ''));
  const [, , day = '*', , weekday = '*'] = values;
  // Cron, and F_BRAIN, fire where either fits; taking the fields over would fire on days that Celery leaves out.
  if (day !== '*' && weekday !== '*') {
    throw invalid(
      '/schedule',
      'restricts both day_of_month and day_of_week: Celery fires where both fit, cron where either does. Use one of them, such as "1#1" for the first Monday',
    );
  }
  return values.join(' ');
}
