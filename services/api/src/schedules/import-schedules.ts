import { parseCron } from '@fbrain/adapters/cron/parse-cron';
import { findSchedulesByName } from '@fbrain/adapters/postgres/schedule-name-store';
import { createSchedules } from '@fbrain/adapters/postgres/schedule-store';
import { DomainError, invalid, invalidFields } from '@fbrain/core/errors/domain-error';
import type { Json } from '@fbrain/core/run/json';
import { describeTimetable } from '@fbrain/core/schedule/describe-timetable';
import { importCeleryBeat } from '@fbrain/core/schedule/import-celery-beat';
import { importCrontab } from '@fbrain/core/schedule/import-crontab';
import type { ImportedEntry, ScheduleImportRequest, ScheduleImportResult } from '@fbrain/core/schedule/import-request';
import type { ImportContext, ImportProblem, ScheduleImport } from '@fbrain/core/schedule/import-schedules';
import { prepareTimetable, type TimetableContext } from '@fbrain/core/schedule/prepare-timetable';
import { previewSlots } from '@fbrain/core/schedule/preview-slots';
import { parseTimeZone } from '@fbrain/core/schedule/time-zone';
import { maskInput } from '@fbrain/core/secret/sealed-json';
import { isSameSchedule, type ScheduleDeps } from './change-schedule.ts';
import { checkSchedule } from './check-schedule.ts';

/** Problems listed in one refusal; a dry run lists all. */
const MAX_FAULTS = 100;
/** Entries after which others get a turn: a check takes some 0.1 ms, and a file may have thousands. */
const TURN = 100;

/**
 * Takes schedules over, all or none unless problems are to be skipped; with `dryRun` only says what would be made.
 * Importing the same again changes nothing.
 * @throws DomainError `invalid`, `schedule-exists` if somebody takes a name meanwhile
 */
export async function importSchedules(
  deps: ScheduleDeps,
  request: ScheduleImportRequest,
): Promise<ScheduleImportResult & { isNew: boolean }> {
  const { sql, clock, events } = deps;
  const nowMs = clock.now();
  const plan = await planImport(deps, request, { nowMs, createdAtMs: nowMs, parseCron });
  const fresh = plan.schedules.filter(({ change }) => change === 'create');
  const shown = {
    ...plan,
    schedules: plan.schedules.map((entry) => ({ ...entry, request: maskInput(entry.request) })),
  };
  if (request.dryRun) return { ...shown, isNew: false };
  if (plan.problems.length > 0 && !request.skipProblems) {
    throw invalidFields(plan.problems.slice(0, MAX_FAULTS).map(({ source, message }) => ({ path: source, message })));
  }
  const made = fresh.map((entry) => ({ id: Bun.randomUUIDv7(), request: entry.request }));
  if (made.length > 0) {
    await sql.begin((tx) => createSchedules(tx, made, nowMs));
    events.publish([{ kind: 'schedule' }]);
  }
  return { ...shown, isNew: made.length > 0 };
}

async function planImport(
  deps: ScheduleDeps,
  request: ScheduleImportRequest,
  context: TimetableContext,
): Promise<ScheduleImportResult> {
  const { schedules: found, problems } = readFile(request, context);
  if (found.length === 0 && problems.length === 0) throw invalid('/text', 'holds no schedule');
  await deps.catalogue.learn(found.map(({ request: { task } }) => task));
  const names = found.map(({ request: { name } }) => name);
  const existing = await findSchedulesByName(deps.sql, names);
  const schedules: ImportedEntry[] = [];
  for (const [index, { source, request: schedule }] of found.entries()) {
    if (index % TURN === TURN - 1) await Bun.sleep(0);
    try {
      checkSchedule(deps, schedule, context);
      const namesake = existing.get(schedule.name);
      const isThere = namesake !== undefined && isSameSchedule(namesake, schedule);
      if (namesake && !isThere)
        throw invalid(
          '/name',
          `${schedule.name} is taken by a schedule that differs, or holds secrets, which are not compared`,
        );
      const timetable = prepareTimetable(schedule, context);
      const [nextSlot] = previewSlots(timetable, context.nowMs, 1);
      if (!nextSlot) continue; // cannot be: it was checked against the same instant
      const inWords = describeTimetable(timetable, 'en');
      const sealed = deps.intake.inputs.seal(schedule);
      schedules.push({ source, request: sealed, inWords, nextSlot, change: isThere ? 'unchanged' : 'create' });
    } catch (error) {
      problems.push(toProblem(source, error));
    }
  }
  return { schedules, problems };
}

function readFile({ format, text, timezone = 'UTC', targets = {} }: ScheduleImportRequest, context: TimetableContext) {
  const whole: ImportContext = {
    ...context,
    timezone: parseTimeZone(timezone, '/timezone'),
    targets: new Map(Object.entries(targets)),
  };
  const read = (): ScheduleImport =>
    format === 'crontab' ? importCrontab(text, whole) : importCeleryBeat(parseText(text), whole);
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw invalidFields(error.fields.map(({ message }) => ({ path: '/text', message })));
  }
}

function parseText(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('', `must be JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function toProblem(source: string, error: unknown): ImportProblem {
  if (!(error instanceof DomainError)) throw error;
  return { source, message: error.fields.map(({ path, message }) => `${path.slice(1)} ${message}`).join('; ') };
}
