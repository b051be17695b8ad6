import type { Json, JsonObject } from '@fbrain/core/run/json';
import { DEFAULT_MISSED, type MissedPolicy, type OverlapPolicy } from '@fbrain/core/schedule/schedule';
import type { ScheduleField, ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { formatDuration } from '@fbrain/core/time/duration';
import { parseNumber } from '../tasks/form/parse-number.ts';
import { fromZoneInput, toZoneInput } from './zone-time.ts';

export const TIMING_KINDS = ['cron', 'every', 'at'] as const;
export type TimingKind = (typeof TIMING_KINDS)[number];

/** What stands in the fields of the editor. Instants are times by the clocks of the schedule's zone. */
export interface ScheduleForm {
  name: string;
  description: string;
  kind: TimingKind;
  cron: string;
  every: string;
  anchor: string;
  at: string;
  timezone: string;
  startAt: string;
  endAt: string;
  missedPolicy: MissedPolicy;
  missedMaxCount: string;
  missedMaxAge: string;
  overlap: OverlapPolicy;
  jitter: string;
  paused: boolean;
  task: string;
  input: Json | undefined;
  /** Queue, priority and the other options of its runs. */
  options: JsonObject;
}

/** The options of its runs, which the form draws from a schema. */
const OPTION_FIELDS = [
  'queue',
  'priority',
  'rank',
  'tags',
  'metadata',
  'timeout',
  'maxAttempts',
  'ttl',
  'concurrencyKey',
] as const satisfies readonly ScheduleField[];

/** A new schedule: what most people want until they say otherwise, in the zone that they live in. */
export const blankForm = (timezone: string, task: string): ScheduleForm => ({
  name: '',
  description: '',
  kind: 'cron',
  cron: '0 6 * * 1-5',
  every: '',
  anchor: '',
  at: '',
  timezone,
  startAt: '',
  endAt: '',
  missedPolicy: DEFAULT_MISSED.policy,
  missedMaxCount: String(DEFAULT_MISSED.maxCount),
  missedMaxAge: formatDuration(DEFAULT_MISSED.maxAgeMs),
  overlap: 'allow',
  jitter: '',
  paused: false,
  task,
  input: undefined,
  options: {},
});

/** A schedule as the editor shows it at first. */
export function toForm(schedule: ScheduleInfo): ScheduleForm {
  const { name, description, task, cron, every, at, timezone, missed, overlap, jitter, paused, input } = schedule;
  const options = OPTION_FIELDS.flatMap((field) => (schedule[field] == null ? [] : [[field, schedule[field]]]));
  return {
    ...{ name, task, timezone, overlap, paused },
    input: copy(input),
    description: description ?? '',
    kind: cron != null ? 'cron' : every != null ? 'every' : 'at',
    cron: cron ?? '',
    every: every ?? '',
    anchor: toZoneInput(schedule.anchor ?? undefined, timezone),
    at: toZoneInput(at ?? undefined, timezone),
    startAt: toZoneInput(schedule.startAt ?? undefined, timezone),
    endAt: toZoneInput(schedule.endAt ?? undefined, timezone),
    missedPolicy: missed.policy,
    missedMaxCount: String(missed.maxCount),
    missedMaxAge: missed.maxAge,
    jitter: jitter === '0s' ? '' : jitter,
    options: copy(Object.fromEntries(options) as JsonObject),
  };
}

/** What was read stays in step with the server; a form keeps what it began with. */
const copy = <Value extends Json | undefined>(value: Value): Value =>
  value === undefined ? value : JSON.parse(JSON.stringify(value));

/** When the schedule of the form fires; only what its kind needs. */
export function toTimetable(form: ScheduleForm): Record<string, string> {
  const { kind, timezone, cron, every, anchor, at, startAt, endAt } = form;
  const instant = (wall: string): string | undefined => fromZoneInput(wall, timezone.trim());
  return given({
    ...(kind === 'cron' && { cron: cron.trim() }),
    ...(kind === 'every' && { every: every.trim(), anchor: instant(anchor) }),
    ...(kind === 'at' && { at: instant(at) }),
    timezone: timezone.trim(),
    startAt: instant(startAt),
    endAt: instant(endAt),
  });
}

/** The body of `POST /schedules`. What is no number goes as it is: the server says what is wrong with it. */
export function toRequest(form: ScheduleForm): JsonObject {
  const { name, description, task, input, missedPolicy, missedMaxCount, missedMaxAge, overlap, jitter, paused } = form;
  return given({
    name: name.trim(),
    description: description.trim(),
    task,
    input,
    ...toTimetable(form),
    missed: given({ policy: missedPolicy, maxCount: parseNumber(missedMaxCount), maxAge: missedMaxAge.trim() }),
    overlap,
    jitter: jitter.trim(),
    paused: paused || undefined,
    ...form.options,
  });
}

/** The body of `PATCH /schedules/:id`: what differs, null for what was taken away. */
export function toPatch(before: ScheduleForm, after: ScheduleForm): JsonObject {
  const [old, wanted] = [toRequest(before), toRequest(after)];
  const fields = new Set([...Object.keys(old), ...Object.keys(wanted)]);
  const changed = [...fields].filter((field) => JSON.stringify(old[field]) !== JSON.stringify(wanted[field]));
  return Object.fromEntries(changed.map((field) => [field, wanted[field] ?? null]));
}

const given = <Value extends Json>(fields: Record<string, Value | undefined>): Record<string, Value> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as Record<
    string,
    Value
  >;
