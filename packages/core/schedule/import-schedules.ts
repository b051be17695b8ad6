import { DomainError, invalid } from '../errors/domain-error.ts';
import type { Json } from '../run/json.ts';
import { prepareSchedule } from './prepare-schedule.ts';
import type { TimetableContext } from './prepare-timetable.ts';
import type { ScheduleRequest } from './schedule.ts';

/** What an import found: schedules that could be made, and what could not, each with its place. */
export interface ScheduleImport {
  schedules: ImportedSchedule[];
  problems: ImportProblem[];
}

export interface ImportedSchedule {
  /** Line of a crontab, name of a beat entry. */
  source: string;
  request: ScheduleRequest;
}

export interface ImportProblem {
  source: string;
  /** Reads after the source: "line 3" "is no crontab line: …". */
  message: string;
}

/** What to start for a command of a crontab or a task of Celery. */
export interface ImportTarget {
  task: string;
  input?: Json;
}

export interface ImportContext extends TimetableContext {
  /** Zone of entries that name none. */
  timezone: string;
  /**
   * Tasks by what the file names: the command of a crontab, the task of Celery. The API can never run a command, so each
   * needs a task that does its work.
   */
  targets: ReadonlyMap<string, ImportTarget>;
}

/** More entries are no file a person wrote. */
export const MAX_IMPORTED = 10_000;

/** More problems than a person reads: the file is of another kind. */
const MAX_PROBLEMS = 1_000;

/** Gathers what a file holds, entry by entry. */
export interface ImportCollector {
  found: ScheduleImport;
  /** Keeps a request if it is a valid schedule, under a name like its own that is free; else its faults as a problem. */
  add: (source: string, make: () => ScheduleRequest) => void;
}

export function collectImport(context: ImportContext): ImportCollector {
  const found: ScheduleImport = { schedules: [], problems: [] };
  const uses = new Map<string, number>();
  const add = (source: string, make: () => ScheduleRequest): void => {
    try {
      const made = make();
      const request = { ...made, name: freeName(made.name, uses) };
      prepareSchedule(request, context);
      found.schedules.push({ source, request });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      found.problems.push({ source, message: sentenceOf(error) });
    }
    if (found.problems.length > MAX_PROBLEMS) {
      throw invalid(
        '',
        `has more than ${MAX_PROBLEMS} entries that cannot be taken over: is it the right kind of file?`,
      );
    }
  };
  return { found, add };
}

const sentenceOf = ({ fields }: DomainError): string =>
  fields.map(({ path, message }) => `${path.slice(1)} ${message}`.trim()).join('; ');

/** Turns "Nightly report (EU)" into "nightly-report-eu", and the next of that name into "nightly-report-eu-2". */
function freeName(text: string, uses: Map<string, number>): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 80)
    .replace(/^[._-]+|[._-]+$/g, '');
  const base = slug || 'imported';
  let name = base;
  do {
    const use = (uses.get(base) ?? 0) + 1;
    uses.set(base, use);
    name = use === 1 ? base : `${base}-${use}`;
    // A file may name both "a", "a" and "a-2".
  } while (name !== base && uses.has(name));
  uses.set(name, uses.get(name) ?? 1);
  return name;
}
