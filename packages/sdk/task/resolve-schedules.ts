import type { JsonObject } from '@fbrain/core/run/json';
import {
  DEFAULT_EDITABLE,
  type DeclaredSchedule,
  EDITABLE_FIELDS,
  type EditableField,
} from '@fbrain/core/schedule/declared-schedule';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { refuseUnknown } from './refuse-unknown.ts';
import { toJson } from './to-json.ts';

/** When a task starts by itself: what `POST /schedules` takes but for the task, which is the one that declares it. */
export interface ScheduleOptions<Input = unknown> extends Omit<ScheduleRequest, 'task' | 'name' | 'input'> {
  /** Tells the schedules of a task apart: "nightly" of the task "report.build" is the schedule "report.build.nightly". */
  name?: string;
  input?: Input;
  /** Fields that people may change; the code then only gives their first value. Default: `['paused']`. */
  editable?: readonly EditableField[];
}

const FIELDS = [...EDITABLE_FIELDS, 'name', 'editable'];

/**
 * The schedules of a task. Adds a fault for each that has not the right form; when they fire is checked by the worker,
 * which can read cron expressions.
 */
export function resolveSchedules(
  task: string,
  given: ScheduleOptions | readonly ScheduleOptions[] | undefined,
  faults: string[],
): DeclaredSchedule[] {
  if (given === undefined) return [];
  const schedules = (Array.isArray(given) ? given : [given]).map((options: unknown, index) => {
    const path = Array.isArray(given) ? `schedule[${index}]` : 'schedule';
    return resolveSchedule(task, options, path, faults);
  });
  const names = schedules.map(({ request }) => request.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) faults.push(`schedule has two schedules called ${twice}: give each a name of its own`);
  return schedules;
}

function resolveSchedule(task: string, options: unknown, path: string, faults: string[]): DeclaredSchedule {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    faults.push(`${path} must be an object such as { cron: '0 6 * * *', timezone: 'Europe/Paris' }`);
    return { request: { name: task, task }, editable: DEFAULT_EDITABLE };
  }
  refuseUnknown(options, FIELDS, path, faults);
  const { name, editable = DEFAULT_EDITABLE, ...request }: ScheduleOptions = options;
  if (name !== undefined && typeof name !== 'string') faults.push(`${path}.name must be a text`);
  const isList = Array.isArray(editable) && editable.every((field) => EDITABLE_FIELDS.includes(field));
  if (!isList) faults.push(`${path}.editable must be a list of ${EDITABLE_FIELDS.join(', ')}`);
  const fullName = name === undefined ? task : `${task}.${name}`;
  const plain = toJson<JsonObject>({ ...request, name: fullName, task });
  // Its form is checked by the worker, as are the values.
  return { request: plain as unknown as ScheduleRequest, editable: isList ? [...editable] : [] };
}
