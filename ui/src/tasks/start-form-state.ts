import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Json, JsonObject } from '@fbrain/core/run/json';
import type { Run } from '@fbrain/core/run/run';
import type { RunRequest } from '@fbrain/core/run/run-request';
import type { JsonSchema, TaskInfo } from '@fbrain/core/task/task';
import { useNavigate } from '@solidjs/router';
import { useMutation } from '@tanstack/solid-query';
import { createMemo, createSignal, onCleanup } from 'solid-js';
import { ApiError } from '../api/api-error.ts';
import { forgetUnanswered } from '../api/unanswered.ts';
import { createRun, replayRun } from '../runs/runs-queries.ts';
import { checkValue } from './form/check-value.ts';
import { toField } from './form/form-field.ts';
import { initialValue } from './form/initial-value.ts';
import { asObject } from './form/resolve-schema.ts';
import { runOptionsSchema } from './form/run-options-schema.ts';
import { hideSecrets, secretPlaces } from './form/secret-input.ts';
import { isTouched } from './form/touched-fields.ts';

/** A run to do again, perhaps with another input. */
export type GivenRun = Pick<Run, 'id' | 'input'>;

export type StartFormState = ReturnType<typeof createStartForm>;

/**
 * What the start form holds: one input that the fields and the JSON text both edit, the options of the run, and the
 * faults of both: our own where someone has typed or once they tried to start, the server's until the next change.
 */
export function createStartForm(task: TaskInfo, given: GivenRun | undefined) {
  const inputField = toField(task.inputSchema, task.inputSchema);
  const optionsSchema = runOptionsSchema();
  const optionNames = Object.keys(asObject(optionsSchema.properties));
  const examples = [...task.examples, ...inputField.examples];
  const [input, setInput] = createSignal<Json | undefined>(
    given?.input ?? examples[0] ?? initialValue(inputField, true),
  );
  const [options, setOptions] = createSignal<JsonObject>({});
  const [isJson, setIsJson] = createSignal(true);
  const [wasTried, setWasTried] = createSignal(false);
  const start = createStart(given);
  const request = (): RunRequest => {
    const value = input();
    return { task: task.name, ...(value === undefined ? {} : { input: value }), ...options() };
  };
  /** What the form was filled with: what differs from it was typed. */
  const [first, setFirst] = createSignal(request());
  const ownFaults = createMemo(() => faultsOf(request(), task, optionsSchema));
  const serverFaults = () => (start.error instanceof ApiError ? start.error.fields : []);
  const errorsAt = (pointer: string): string[] =>
    messagesAt(pointer, [
      ...(wasTried() || isTouched(pointer, first(), request()) ? ownFaults() : []),
      ...serverFaults(),
    ]);
  return {
    inputField,
    optionsField: toField(optionsSchema, optionsSchema),
    optionsSchema,
    examples,
    blank: () => initialValue(inputField, true),
    input,
    options,
    request,
    /** To show: without secrets. */
    shownRequest: () => withoutSecrets(request(), task),
    hasSecrets: secretPlaces(task.inputSchema).length > 0,
    errorsAt,
    isJson,
    setIsJson,
    start,
    hasOptionFaults: () => optionNames.some((name) => errorsAt(`/${name}`).length > 0),
    hasShownFaults: () => wasTried() && ownFaults().length > 0,
    editInput: (value: Json | undefined) => {
      start.reset();
      setInput(() => value);
    },
    /** Another input as a whole: an example, an earlier one, none. */
    fillInput: (value: Json | undefined) => {
      start.reset();
      setWasTried(false);
      setInput(() => value);
      setFirst(request());
    },
    editOptions: (value: Json | undefined) => {
      start.reset();
      setOptions(value as JsonObject);
    },
    /** Sends the request; false when something must be mended first. */
    submit: (): boolean => {
      setWasTried(true);
      const canSend = ownFaults().length === 0 && isJson() && !start.isPending;
      if (canSend) start.mutate(request());
      return canSend;
    },
  };
}

function faultsOf(
  { task: _, input, ...options }: RunRequest,
  { inputSchema }: TaskInfo,
  optionsSchema: JsonSchema,
): FieldError[] {
  // A task that takes anything also takes nothing.
  const isLeftOut = input === undefined && toField(inputSchema, inputSchema).kind === 'json';
  return [
    ...(isLeftOut ? [] : checkValue(input, inputSchema, inputSchema, '/input')),
    ...checkValue(options as JsonObject, optionsSchema, optionsSchema),
  ];
}

/** Each once: the server may find what we found. */
const messagesAt = (pointer: string, faults: readonly FieldError[]): string[] => [
  ...new Set(faults.filter(({ path }) => path === pointer).map(({ message }) => message)),
];

/** A copy that may stand on the screen. */
const withoutSecrets = (request: RunRequest, { inputSchema }: TaskInfo): RunRequest =>
  request.input === undefined ? request : { ...request, input: hideSecrets(request.input, inputSchema) };

/** Starts a run, or the given one anew, and goes to its page. */
function createStart(given: GivenRun | undefined) {
  onCleanup(forgetUnanswered);
  const navigate = useNavigate();
  const send = (wanted: RunRequest): Promise<Run> => {
    if (!given) return createRun(wanted);
    // A replay keeps what the form does not change, the secrets that it was never shown among it.
    const { task: _, ...changes } = wanted;
    return replayRun(given.id, changes);
  };
  return useMutation(() => ({ mutationFn: send, onSuccess: (run) => navigate(`/runs/${run.id}`) }));
}
