import type { Validate } from '@fbrain/adapters/json-schema/compile-schema';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { MAX_JSON_DEPTH } from '@fbrain/core/run/json';
import { describeFaults } from './invalid-input.ts';
import { runError } from './run-error.ts';
import { isTooDeep, toStorableJson } from './storable-json.ts';

interface OutputRules {
  limitBytes: number;
  /** null = any output will do. */
  validate: Validate | null;
}

export const invalidOutput = (message: string): AttemptResult => ({
  kind: 'failed',
  error: runError('invalid-output', message),
});

/** The result of an attempt that returned `output`: succeeded if that can be kept, else failed and why. */
export function encodeOutput(output: unknown, { limitBytes, validate }: OutputRules): AttemptResult {
  let text: string | undefined;
  try {
    text = output === undefined ? 'null' : JSON.stringify(output);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return invalidOutput(`The output cannot be written as JSON: ${reason}`);
  }
  if (text === undefined) return invalidOutput(`The output is a ${typeof output}, which cannot be written as JSON.`);
  const bytes = byteLength(text, limitBytes);
  if (bytes > limitBytes) return outputTooLarge(bytes, limitBytes);
  if (isTooDeep(text)) return invalidOutput(`The output is nested deeper than ${MAX_JSON_DEPTH} levels.`);
  // What counts is what will be stored: a Date has become a string by now.
  const faults = validate?.(JSON.parse(text)) ?? [];
  if (faults.length > 0) {
    return invalidOutput(`The output breaks the task's output schema: ${describeFaults(faults)}`);
  }
  return { kind: 'succeeded', outputJson: toStorableJson(text) };
}

export const outputTooLarge = (bytes: number | null, limitBytes: number): AttemptResult =>
  invalidOutput(
    `The output is larger than the limit of ${limitBytes} bytes${bytes === null ? '' : ` (it has ${bytes})`}. ` +
      'Store the data elsewhere and return where it is, or raise OUTPUT_LIMIT.',
  );

/** Exact only where it matters: a character takes at most three bytes, so most texts need no counting. */
const byteLength = (text: string, limitBytes: number): number =>
  text.length * 3 <= limitBytes ? text.length : Buffer.byteLength(text);
