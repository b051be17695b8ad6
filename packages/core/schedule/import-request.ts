import type { ImportProblem, ImportTarget } from './import-schedules.ts';
import type { SlotPreview } from './preview-slots.ts';
import type { ScheduleRequest } from './schedule.ts';

/** What schedules can be taken over from. */
export const IMPORT_FORMATS = ['crontab', 'celery-beat'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** The body of `POST /schedules/import`. */
export interface ScheduleImportRequest {
  format: ImportFormat;
  /** What the file holds. */
  text: string;
  /** Zone of entries that name none. Default: "UTC". */
  timezone?: string;
  /** The task that does the work, by the command of a crontab or the task of Celery. */
  targets?: Record<string, ImportTarget>;
  /** Only say what would be made. */
  dryRun?: boolean;
  /** Make what can be made. Without it a problem anywhere means that nothing is made. */
  skipProblems?: boolean;
}

/** What was made, or would be. */
export interface ScheduleImportResult {
  schedules: ImportedEntry[];
  problems: ImportProblem[];
}

export interface ImportedEntry {
  /** Line of a crontab, name of a beat entry. */
  source: string;
  request: ScheduleRequest;
  /** When it fires, in words. */
  inWords: string;
  nextSlot: SlotPreview;
  /** `unchanged`: it is there already, just so, which makes an import repeatable. */
  change: 'create' | 'unchanged';
}
