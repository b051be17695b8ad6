import { parseCron } from '@fbrain/adapters/cron/parse-cron';
import { compileSchema, type Validate } from '@fbrain/adapters/json-schema/compile-schema';
import { DomainError, type FieldError, invalidFields } from '@fbrain/core/errors/domain-error';
import { prepareRun } from '@fbrain/core/run/prepare-run';
import type { DeclaredSchedule } from '@fbrain/core/schedule/declared-schedule';
import { prepareSchedule } from '@fbrain/core/schedule/prepare-schedule';
import type { TaskDefinition } from '@fbrain/core/task/task';
import { t } from 'f-brain';

const text = t.Optional(t.String());
const number = t.Optional(t.Number());
const anything = t.Optional(t.Unknown());

/** Types of the fields, which nobody has looked at in JavaScript and manifests. Values and unknown fields: elsewhere. */
const Form = t.Object({
  ...{ description: text, cron: text, every: text, anchor: text, at: text, timezone: text, startAt: text, endAt: text },
  missed: t.Optional(t.Object({ policy: text, maxCount: number, maxAge: text }, { additionalProperties: false })),
  ...{ overlap: text, jitter: text, queue: text, timeout: text, ttl: text, concurrencyKey: text },
  paused: t.Optional(t.Boolean()),
  priority: t.Optional(t.Union([t.Literal('high'), t.Literal('normal'), t.Literal('low')])),
  ...{ rank: t.Optional(t.Integer()), maxAttempts: number, input: anything },
  tags: t.Optional(t.Array(t.String())),
  metadata: t.Optional(t.Object({})),
});
/** Compiled when the first schedule is met: most hosts never meet one, and it would delay the start of each. */
let checkForm: Validate | undefined;

/**
 * Checks what a task file declares besides its task. Throws an Error that names the schedules which are wrong.
 * A schedule whose time is over is right: a file that is years old still loads.
 */
export function checkSchedules(definition: TaskDefinition, validateInput: Validate): void {
  const faults = (definition.schedules ?? []).flatMap((schedule) =>
    findFaults(schedule, definition, validateInput).map(
      ({ path, message }) => `schedule ${schedule.request.name}: ${path} ${message}`,
    ),
  );
  if (faults.length > 0) throw new Error(faults.join('; '));
}

function findFaults(
  { request }: DeclaredSchedule,
  definition: TaskDefinition,
  validateInput: Validate,
): readonly FieldError[] {
  checkForm ??= compileSchema(JSON.parse(JSON.stringify(Form)));
  const formFaults = checkForm(request);
  if (formFaults.length > 0) return formFaults;
  const { input = {} } = request;
  const inputFaults = validateInput(input).map(({ path, message }) => ({ path: `/input${path}`, message }));
  try {
    if (inputFaults.length > 0) throw invalidFields(inputFaults);
    // From the beginning of time, so that a slot in the past is one too.
    const { run } = prepareSchedule(request, { nowMs: 0, createdAtMs: 0, parseCron });
    prepareRun(run, definition, { id: '', nowMs: 0, inputJson: '' });
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.fields;
  }
}
