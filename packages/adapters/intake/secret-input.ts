import { invalidFields } from '@fbrain/core/errors/domain-error';
import type { Json } from '@fbrain/core/run/json';
import { changeAt, isMask, maskSealed } from '@fbrain/core/secret/sealed-json';
import type { Keyring } from '../crypto/keyring.ts';
import { mayHoldSecrets, openJson, sealJson } from '../crypto/secret-json.ts';
import type { CatalogueTask, TaskCatalogue } from './task-catalogue.ts';

/** A task and the input somebody gives it. */
interface GivenInput {
  task: string;
  input?: Json;
}

const inputOf = (task: string) => ({ kind: 'input', task }) as const;

/**
 * The input that a caller gives, in which masks stand for the secrets of what it changes: who edits a run or a schedule
 * was never shown them. Throws DomainError `invalid` for a mask that stands for nothing.
 * @param stored what it changes, as it is stored; left out = nothing
 */
function replaceMasks(keyring: Keyring, task: CatalogueTask, input: Json, stored?: GivenInput): Json {
  const { secretPaths } = task;
  let secrets: ReadonlyMap<string, Json> | undefined;
  const unknown: string[] = [];
  const replaced = changeAt(input, secretPaths, (value, pointer) => {
    if (!isMask(value)) return value;
    secrets ??= openJson(keyring, inputOf(stored?.task ?? ''), stored?.input ?? null).secrets;
    const secret = secrets.get(pointer);
    if (secret === undefined) unknown.push(pointer);
    return secret ?? null;
  });
  if (unknown.length === 0) return replaced;
  const message = 'is what is shown instead of a secret: give the secret itself';
  throw invalidFields(unknown.map((pointer) => ({ path: `/input${pointer}`, message })));
}

/** What is kept of requests that are stored to be made later, as schedules are. */
export interface StoredInputs {
  /** The request as it may be stored; the catalogue must have learned its task. */
  seal<Request extends GivenInput>(request: Request): Request;
  /** A stored request in clear. Throws UnreadableSecretError. */
  open<Request extends GivenInput>(request: Request): Request;
  /** A changed request in clear; masks in its input stand for what `stored` has there. Throws as `replaceMasks`. */
  unmask<Request extends GivenInput>(request: Request, stored: GivenInput): Request;
}

export function createStoredInputs(keyring: Keyring, catalogue: TaskCatalogue): StoredInputs {
  const withInput = <Request extends GivenInput>(request: Request, change: (input: Json) => Json): Request =>
    request.input === undefined ? request : { ...request, input: change(request.input) };
  const pathsOf = ({ task }: GivenInput) => catalogue.get(task).secretPaths;
  return {
    seal: (request) => withInput(request, (input) => sealJson(keyring, inputOf(request.task), pathsOf(request), input)),
    open: (request) => withInput(request, (input) => openJson(keyring, inputOf(request.task), input).value),
    unmask: (request, stored) =>
      withInput(request, (input) => replaceMasks(keyring, catalogue.get(request.task), input, stored)),
  };
}

/** How a run came about, as far as it tells whether its input comes from the database. */
interface InputOrigin {
  replayOf?: { input: Json };
  schedule?: unknown;
}

/** The input of a request in clear. Throws DomainError `invalid` and UnreadableSecretError. */
export function clearInput(
  keyring: Keyring,
  task: CatalogueTask,
  { task: name, input = {} }: GivenInput,
  { replayOf, schedule }: InputOrigin,
): Json {
  // A caller's text that looks like a ciphertext is just text; only what we stored is opened.
  if (schedule !== undefined || input === replayOf?.input) return openJson(keyring, inputOf(name), input).value;
  if (task.secretPaths.length === 0) return input;
  return replaceMasks(keyring, task, input, replayOf && { task: name, input: replayOf.input });
}

/** The JSON text of a clear input as it is stored. */
export const toStoredInput = (keyring: Keyring, { definition, secretPaths }: CatalogueTask, input: Json): string =>
  JSON.stringify(secretPaths.length === 0 ? input : sealJson(keyring, inputOf(definition.name), secretPaths, input));

/** What the answer to a request shows of the input that was stored for it. */
export const shownInput = ({ inputJson }: { inputJson: string }, { input = {} }: { input?: Json }): Json =>
  mayHoldSecrets(inputJson) ? maskSealed(JSON.parse(inputJson)) : input;
