import { invalid } from '../errors/domain-error.ts';
import { collectImport, type ImportContext, MAX_IMPORTED, type ScheduleImport } from './import-schedules.ts';
import type { ScheduleRequest } from './schedule.ts';
import { parseTimeZone } from './time-zone.ts';

/** Name, then a value that may stand in quotes. */
const SETTING = /^([A-Za-z_]\w*)\s*=\s*(["']?)(.*)\2$/;
/** A macro or five fields, then the command. Crontabs have no seconds. */
const ENTRY = /^(@\w+|(?:\S+\s+){4}\S+)\s+(\S.*)$/;

/**
 * Reads a user's crontab (`crontab -l`). `CRON_TZ` and `TZ` set the zone of the lines below them, other settings are
 * reported: a task has an environment of its own.
 */
export function importCrontab(text: string, context: ImportContext): ScheduleImport {
  const { found, add } = collectImport(context);
  let { timezone } = context;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const source = `line ${index + 1}`;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (index >= MAX_IMPORTED) {
      found.problems.push({
        source,
        message: `a crontab may have at most ${MAX_IMPORTED} lines; the rest was not read`,
      });
      break;
    }
    const [, name, , value = ''] = SETTING.exec(line) ?? [];
    if (name === undefined) add(source, () => readEntry(line, timezone, context));
    else if (name === 'CRON_TZ' || name === 'TZ') timezone = value;
    else found.problems.push({ source, message: `the setting ${name} was left out: set it for the task instead` });
  }
  return found;
}

function readEntry(line: string, timezone: string, context: ImportContext): ScheduleRequest {
  const [, cron, command] = ENTRY.exec(line) ?? [];
  if (cron === undefined || command === undefined) throw invalid('', 'is no crontab line: five fields and a command');
  refuseStarredDays(cron);
  const target = context.targets.get(command);
  if (target === undefined) {
    throw invalid('', `needs a task for the command "${command.slice(0, 200)}": name one in targets`);
  }
  const request = { name: target.task, description: command.slice(0, 1_000), ...target };
  return { ...request, cron, timezone: parseTimeZone(timezone, '/timezone') };
}

/**
 * To Vixie cron and its heirs every day field that begins with `*` is no restriction, one such as every second day included: such a line fires
 * where both day fields fit. Here it would fire where either does.
 */
function refuseStarredDays(cron: string): void {
  const [, , day = '*', , weekday = '*'] = cron.split(/\s+/);
  const isStarred = day.startsWith('*') || weekday.startsWith('*');
  if (day === '*' || weekday === '*' || !isStarred) return;
  throw invalid(
    '',
    `has "${day}" for the day of the month and "${weekday}" for the weekday: cron fires where both fit, since one begins with *, F_BRAIN where either does. Leave one as * and look at the other in the task`,
  );
}
