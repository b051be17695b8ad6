import { invalid } from '../errors/domain-error.ts';
import type { Json } from '../run/json.ts';
import { celeryTiming, celeryWindow, isObject, textOf } from './celery-timing.ts';
import { collectImport, type ImportContext, MAX_IMPORTED, type ScheduleImport } from './import-schedules.ts';
import type { ScheduleRequest } from './schedule.ts';

type Entry = { [key: string]: Json };

/**
 * Reads a Celery beat schedule: `beat_schedule` as JSON, an object of entries by name, or what
 * `manage.py dumpdata django_celery_beat` writes.
 */
export function importCeleryBeat(document: Json, context: ImportContext): ScheduleImport {
  const { found, add } = collectImport(context);
  const entries = Array.isArray(document)
    ? fromDumpData(document)
    : isObject(document)
      ? Object.entries(document)
      : null;
  if (entries === null)
    throw invalid('', 'must be an object of beat entries by name, or the list that dumpdata writes');
  if (entries.length > MAX_IMPORTED) throw invalid('', `must have at most ${MAX_IMPORTED} entries`);
  for (const [name, entry] of entries) add(name, () => readEntry(name, entry, context));
  return found;
}

function readEntry(name: string, entry: Json, context: ImportContext): ScheduleRequest {
  if (!isObject(entry) || typeof entry.task !== 'string') throw invalid('', 'is no beat entry: it has no task');
  const target = context.targets.get(entry.task) ?? { task: entry.task };
  const options = isObject(entry.options) ? entry.options : {};
  return {
    name,
    description: textOf(entry.description) ?? `From Celery beat: ${entry.task}`.slice(0, 1_000),
    input: inputOf(entry),
    ...target,
    ...celeryTiming(entry.schedule ?? null, context.timezone),
    ...celeryWindow(entry, options.expires ?? null),
    ...(typeof options.queue === 'string' && { queue: options.queue }),
    ...(typeof options.expires === 'number' && { ttl: `${Math.round(options.expires * 1_000)}ms` }),
    ...(entry.enabled === false && { paused: true }),
  };
}

/** Keyword arguments are the input; positional ones, which have no names, come beside them. */
function inputOf({ args = [], kwargs = {} }: Entry): Json {
  if (!Array.isArray(args) || !isObject(kwargs)) throw invalid('', 'must have a list in args and an object in kwargs');
  return args.length === 0 ? kwargs : { args, kwargs };
}

/** Brings periodic tasks and the rows they point to into the form of `beat_schedule`. */
function fromDumpData(rows: Json[]): [string, Json][] {
  const byKey = new Map<string, Entry>();
  for (const row of rows) {
    if (isObject(row) && isObject(row.fields)) byKey.set(`${row.model} ${row.pk}`, row.fields);
  }
  const tasks = rows.filter((row): row is Entry => isObject(row) && row.model === 'django_celery_beat.periodictask');
  return tasks.map((row) => [
    textOf(isObject(row.fields) ? row.fields.name : null) ?? `pk ${row.pk}`,
    toEntry(row, byKey),
  ]);
}

/** Kinds of timing that a periodic task may point to. Solar is not one we know: its entry is refused for want of a schedule. */
const KINDS = ['crontab', 'interval', 'clocked'] as const;

function toEntry({ fields }: Entry, byKey: Map<string, Entry>): Json {
  if (!isObject(fields)) return null;
  const kind = KINDS.find((each) => fields[each] != null);
  const row = kind && byKey.get(`django_celery_beat.${kind}schedule ${fields[kind]}`);
  const { queue, expire_seconds: seconds = null, expires = null } = fields;
  return {
    task: fields.task ?? null,
    schedule: row && kind ? { type: kind, ...row } : null,
    args: parsed(fields.args, []),
    kwargs: parsed(fields.kwargs, {}),
    options: { ...(typeof queue === 'string' && { queue }), expires: seconds },
    enabled: fields.enabled ?? true,
    one_off: fields.one_off ?? false,
    start_time: fields.start_time ?? null,
    expires,
    description: fields.description ?? null,
  };
}

/** Django keeps arguments as JSON text. What cannot be read is refused with the entry it belongs to. */
function parsed(text: Json | undefined, empty: Json): Json {
  if (typeof text !== 'string' || text === '') return empty;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
