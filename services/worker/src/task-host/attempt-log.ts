import type { LogLevel } from '@fbrain/core/run/run';
import { boundedText } from './bounded-text.ts';
import type { AttemptRef, HostLogLine } from './protocol.ts';
import { isTooDeep, toStorableJson } from './storable-json.ts';

/** Longest message and longest fields of one line. */
const MAX_LINE_LENGTH = 16_384;

export type WriteLog = (level: LogLevel, message: string, fields?: unknown) => void;

/** The log of one attempt: makes every line storable and stops, with a last word, at `limitBytes`. */
export function createAttemptLog(ref: AttemptRef, limitBytes: number, emit: (line: HostLogLine) => void): WriteLog {
  const { runId, attempt } = ref;
  let leftBytes = limitBytes;
  return (level, message, fields) => {
    if (leftBytes <= 0) return;
    const text = boundedText(String(message), MAX_LINE_LENGTH);
    const fieldsJson = fields === undefined || fields === null ? null : encodeFields(fields);
    leftBytes -= text.length + (fieldsJson?.length ?? 0) + 1;
    emit({ runId, attempt, atMs: Date.now(), level, message: text, fieldsJson });
    if (leftBytes > 0) return;
    const lastWord = `The log of this attempt has reached its limit of ${limitBytes} bytes; what follows is dropped.`;
    emit({ runId, attempt, atMs: Date.now(), level: 'warn', message: lastWord, fieldsJson: null });
  };
}

/** Fields as a JSON object, whatever was given: a log call must never fail the task. */
function encodeFields(fields: unknown): string {
  const text = stringify(fields);
  // A list, a date or a text is no object; it is kept as the value of one.
  const json = text?.startsWith('{') ? text : `{"value":${text ?? JSON.stringify(Bun.inspect(fields, { depth: 3 }))}}`;
  if (json.length <= MAX_LINE_LENGTH && !isTooDeep(json)) return toStorableJson(json);
  return JSON.stringify({ cut: boundedText(json, MAX_LINE_LENGTH / 2) });
}

/** undefined = JSON cannot express it. */
function stringify(fields: unknown): string | undefined {
  try {
    return JSON.stringify(fields, toLoggable);
  } catch {
    return undefined;
  }
}

/** JSON would show an Error as {} and refuse a BigInt; both are common in logs. */
function toLoggable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  return typeof value === 'bigint' ? String(value) : value;
}
