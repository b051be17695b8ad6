import type { SlotPreview } from './preview-slots.ts';
import type { ScheduleInfo } from './schedule-info.ts';

/** The answer of `GET /schedules/preview`: what a timetable means. */
export interface SchedulePreview {
  /** When it fires, in words: "At 06:00, Monday to Friday". */
  inWords: string;
  /** As the IANA data spells it. */
  timezone: string;
  /** The next ones, fewer than asked for if it ends. */
  slots: SlotPreview[];
}

/** A schedule as the routes answer it. */
export interface ScheduleView extends ScheduleInfo {
  /** When it fires, in words. */
  inWords: string;
}
