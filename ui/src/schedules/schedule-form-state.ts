import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import { SCHEDULE_FIELDS, type ScheduleField, type ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import type { TaskInfo } from '@fbrain/core/task/task';
import { useNavigate } from '@solidjs/router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/solid-query';
import { createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { t } from '../i18n/translate.ts';
import { checkValue } from '../tasks/form/check-value.ts';
import { toField } from '../tasks/form/form-field.ts';
import { initialValue } from '../tasks/form/initial-value.ts';
import { type ScheduleForm, toPatch, toRequest, toTimetable } from './schedule-form.ts';
import { scheduleOptionsSchema } from './schedule-options-schema.ts';
import { changeSchedule, createSchedule, previewQuery, scheduleKeys } from './schedules-queries.ts';

export type ScheduleFormState = ReturnType<typeof createScheduleForm>;

interface Given {
  form: ScheduleForm;
  /** The one that is edited, null for a new one. */
  schedule: ScheduleInfo | null;
  tasks: () => readonly TaskInfo[];
}

/** What the editor holds: its fields, the preview of their timetable, and the faults of both. */
export function createScheduleForm({ form: before, schedule, tasks }: Given) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form, setForm] = createSignal(before);
  const [isJson, setIsJson] = createSignal(true);
  const [wasTried, setWasTried] = createSignal(false);
  const editable = schedule?.editable ?? SCHEDULE_FIELDS;
  const optionsSchema = scheduleOptionsSchema(editable);
  const task = createMemo(() => tasks().find(({ name }) => name === form().task));
  const inputSchema = () => task()?.inputSchema ?? {};
  const inputField = createMemo(() => toField(inputSchema(), inputSchema()));
  const preview = createPreview(form);

  const save = useMutation(() => ({
    mutationFn: () =>
      schedule === null ? createSchedule(toRequest(form())) : changeSchedule(schedule.id, toPatch(before, form())),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: scheduleKeys.all });
      navigate(`/schedules/${id}`);
    },
  }));
  const change = (changes: Partial<ScheduleForm>) => {
    save.reset();
    setForm({ ...form(), ...changes });
  };
  const ownFaults = createMemo(() => [
    ...missingFields(form()),
    ...inputFaults(form().input, inputField(), inputSchema()),
    ...checkValue(form().options, optionsSchema, optionsSchema),
  ]);
  const savedFaults = () => (save.error instanceof ApiError ? save.error.fields : []);
  const errorsAt = (pointer: string): string[] => {
    const faults = [...(wasTried() ? ownFaults() : []), ...savedFaults(), ...preview.faults()];
    return [...new Set(faults.filter(({ path }) => path === pointer).map(({ message }) => message))];
  };
  return {
    ...{ form, change, task, inputField, inputSchema, optionsSchema, isJson, setIsJson, save, preview, errorsAt },
    isNew: schedule === null,
    isEditable: (field: ScheduleField): boolean => editable.includes(field),
    hasOptions: Object.keys((optionsSchema.properties ?? {}) as JsonObject).length > 0,
    hasShownFaults: () => wasTried() && ownFaults().length > 0,
    /** Another task takes another input: the first example of it, or as little as it demands. */
    chooseTask: (name: string) => {
      const chosen = tasks().find((candidate) => candidate.name === name);
      change({ task: name, input: chosen && firstInput(chosen) });
    },
    /** Sends the form; false when something must be mended first. */
    submit: (): boolean => {
      setWasTried(true);
      if (ownFaults().length > 0 || !isJson() || save.isPending) return false;
      save.mutate();
      return true;
    },
  };
}

export function firstInput({ inputSchema, examples }: TaskInfo): Json | undefined {
  const field = toField(inputSchema, inputSchema);
  return [...examples, ...field.examples][0] ?? initialValue(field, true);
}

/** Long enough for a typed word; one question for each pause, not for each key. */
const SETTLE_MS = 300;

/** What the timetable of the form means, asked once the typing pauses. */
function createPreview(form: () => ScheduleForm) {
  const [asked, setAsked] = createSignal(toTimetable(form()));
  const wanted = createMemo(() => toTimetable(form()));
  createEffect(() => {
    const next = wanted();
    const timer = setTimeout(() => setAsked(next), SETTLE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const hasTiming = () => hasTimingIn(asked());
  const query = useQuery(() => ({ ...previewQuery(asked()), enabled: hasTiming() }));
  return {
    query,
    /** False while nothing is there to ask about. */
    hasTiming,
    /** By field. The server names parameters, and says of what belongs to no single one that it is of `cron`. */
    faults: (): FieldError[] =>
      hasTiming() && query.error instanceof ApiError
        ? query.error.fields.map(({ path, message }) => ({ path: `/${path.replace(/^\//, '')}`, message }))
        : [],
  };
}

const hasTimingIn = ({ cron, every, at }: Record<string, string>): boolean => (cron ?? every ?? at) !== undefined;

function missingFields(form: ScheduleForm): FieldError[] {
  const required = { name: form.name, task: form.task, [form.kind]: form[form.kind], timezone: form.timezone };
  const missing = Object.entries(required).filter(([, text]) => text.trim() === '');
  return missing.map(([field]) => ({ path: `/${field}`, message: t('check.required') }));
}

function inputFaults(input: Json | undefined, field: ReturnType<typeof toField>, schema: TaskInfo['inputSchema']) {
  // A task that takes anything also takes nothing.
  return input === undefined && field.kind === 'json' ? [] : checkValue(input, schema, schema, '/input');
}
