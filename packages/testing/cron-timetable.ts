import { parseCron } from '@fbrain/adapters/cron/parse-cron';
import type { Timetable } from '@fbrain/core/schedule/schedule';

/** A timetable of nothing but an expression and a zone. Throws as `parseCron` does. */
export const cronTimetable = (expression: string, timezone = 'UTC'): Timetable => ({
  timing: { kind: 'cron', expression, fields: parseCron(expression, '/cron') },
  timezone,
  startAtMs: null,
  endAtMs: null,
});
