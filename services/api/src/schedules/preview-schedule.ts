import { parseCron } from '@fbrain/adapters/cron/parse-cron';
import { DomainError, invalidFields } from '@fbrain/core/errors/domain-error';
import { describeTimetable } from '@fbrain/core/schedule/describe-timetable';
import { prepareTimetable } from '@fbrain/core/schedule/prepare-timetable';
import { previewSlots } from '@fbrain/core/schedule/preview-slots';
import type { TimetableRequest } from '@fbrain/core/schedule/schedule';
import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import type { SchedulePreview, ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import type { WordLocale } from '@fbrain/core/schedule/schedule-words';
import { maskInput } from '@fbrain/core/secret/sealed-json';
import { DEFAULT_PREVIEW } from './schedule-queries.ts';

interface PreviewOptions {
  count: number | undefined;
  locale: WordLocale | undefined;
}

/** What a timetable means. Throws DomainError `invalid` that names parameters. */
export function previewSchedule(
  request: TimetableRequest,
  { count = DEFAULT_PREVIEW, locale = 'en' }: PreviewOptions,
  nowMs: number,
): SchedulePreview {
  const timetable = ofParameters(() => prepareTimetable(request, { nowMs, createdAtMs: nowMs, parseCron }));
  return {
    inWords: describeTimetable(timetable, locale),
    timezone: timetable.timezone,
    slots: previewSlots(timetable, nowMs, count),
  };
}

/** A schedule as answers show it: its secrets masked, its timetable in words. */
export function toScheduleView(info: ScheduleInfo, locale: WordLocale = 'en'): ScheduleView {
  return { ...maskInput(info), inWords: describe(info, locale) };
}

function describe(info: ScheduleInfo, locale: WordLocale): string {
  try {
    // Its time may be over: from the beginning of time every timetable that was accepted has a slot.
    const timetable = prepareTimetable(info, { nowMs: 0, createdAtMs: Date.parse(info.createdAt), parseCron });
    return describeTimetable(timetable, locale);
  } catch (error) {
    // The rules of another release. The schedule itself says what is wrong with it, as its problem.
    if (!(error instanceof DomainError)) throw error;
    return info.cron ?? info.every ?? info.at ?? '';
  }
}

/** The same faults by the names of parameters instead of places in a body. */
function ofParameters<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalidFields(error.fields.map(({ path, message }) => ({ path: path.slice(1) || 'cron', message })));
  }
}
