import type { Json } from '../run/json.ts';
import type { SecretPath } from './secret-paths.ts';

/**
 * How a secret stands in JSON: an object with this one property. In the database its value is the ciphertext, in
 * answers and in the UI it is the mask.
 */
export const SECRET_MARK = '$secret';
export const MASK_TEXT = '••••';
const MASK: Json = { [SECRET_MARK]: MASK_TEXT };

/** A ciphertext is of this form; whether it opens is for the keyring to say. */
const CIPHERTEXT = /^v\d+\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/;

/** Changes one value; the pointer (RFC 6901) says where it was. */
type Change = (value: Json, pointer: string) => Json;

/** The ciphertext that a value stands for, or null. */
export function ciphertextOf(value: Json): string | null {
  const text = markedText(value);
  return text !== null && CIPHERTEXT.test(text) ? text : null;
}

/** Whether a value is what answers show instead of a secret. */
export const isMask = (value: Json): boolean => markedText(value) === MASK_TEXT;

export const toSealed = (ciphertext: string): Json => ({ [SECRET_MARK]: ciphertext });

/** A copy in which every ciphertext is masked; the value itself where it holds none. */
export const maskSealed = (value: Json): Json => changeSealed(value, () => MASK);

/** The same for the input of a request. */
export const maskInput = <Request extends { input?: Json }>(request: Request): Request =>
  request.input === undefined ? request : { ...request, input: maskSealed(request.input) };

/** A copy in which every ciphertext is replaced; the value itself where it holds none. */
export const changeSealed = (value: Json, change: (ciphertext: string, pointer: string) => Json): Json =>
  changeWhere(value, '', (part, pointer) => {
    const ciphertext = ciphertextOf(part);
    return ciphertext === null ? undefined : change(ciphertext, pointer);
  });

/** A copy in which the values at the paths are replaced. Paths that lead nowhere are passed over. */
export function changeAt(value: Json, paths: readonly SecretPath[], change: Change): Json {
  return paths.reduce((result, path) => changeAtPath(result, path, '', change), value);
}

function changeAtPath(value: Json, [step, ...rest]: SecretPath, pointer: string, change: Change): Json {
  if (step === undefined) return change(value, pointer);
  // What a shorter path has sealed is one value now.
  if (value === null || typeof value !== 'object' || ciphertextOf(value) !== null) return value;
  return mapChildren(value, pointer, (child, name, childPointer) =>
    step === null || step === name ? changeAtPath(child, rest, childPointer, change) : child,
  );
}

function changeWhere(value: Json, pointer: string, change: (value: Json, pointer: string) => Json | undefined): Json {
  if (value === null || typeof value !== 'object') return value;
  const changed = change(value, pointer);
  if (changed !== undefined) return changed;
  return mapChildren(value, pointer, (child, _name, childPointer) => changeWhere(child, childPointer, change));
}

/** Copies only where something changes. Properties are defined, not assigned: `__proto__` is a name like any other. */
function mapChildren(
  value: Json[] | { [key: string]: Json },
  pointer: string,
  map: (child: Json, name: string, pointer: string) => Json,
): Json {
  const before = Object.entries(value);
  const after = before.map(([name, child]): [string, Json] => [
    name,
    map(child, name, `${pointer}/${escapePointer(name)}`),
  ]);
  if (after.every(([, child], index) => child === before[index]?.[1])) return value;
  return Array.isArray(value) ? after.map(([, child]) => child) : Object.fromEntries(after);
}

function markedText(value: Json): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { [SECRET_MARK]: text, ...rest } = value;
  return typeof text === 'string' && Object.keys(rest).length === 0 ? text : null;
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
