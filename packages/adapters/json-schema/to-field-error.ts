import type { FieldError } from '@fbrain/core/errors/domain-error';
import { DURATION_PATTERN } from '@fbrain/core/time/duration';
import type { ErrorObject } from 'ajv';

/** Longer lists of choices say less than the schema itself. */
const MAX_CHOICES = 20;

/** An error of Ajv as a JSON pointer and a message that reads after it: "/month must match …". */
export function toFieldError(error: ErrorObject): FieldError {
  const { instancePath: path, keyword, params } = error;
  switch (keyword) {
    case 'required':
      return { path: `${path}/${escapePointer(params.missingProperty)}`, message: 'is required' };
    case 'additionalProperties':
      return { path: `${path}/${escapePointer(params.additionalProperty)}`, message: 'is not a known property' };
    case 'unevaluatedProperties':
      return { path: `${path}/${escapePointer(params.unevaluatedProperty)}`, message: 'is not a known property' };
    case 'enum':
      return { path, message: `must be one of ${choices(params.allowedValues)}` };
    case 'const':
      return { path, message: `must be ${JSON.stringify(params.allowedValue)}` };
    case 'anyOf':
    case 'oneOf':
      return { path, message: alternatives(error) };
    case 'pattern':
      return { path, message: patternMessage(params.pattern) };
    case 'false schema':
      return { path, message: 'is not allowed' };
    default:
      return { path, message: error.message ?? `breaks the rule "${keyword}"` };
  }
}

/** Of durations, which stand in most requests, people need not read the pattern. */
const patternMessage = (pattern: string): string =>
  pattern === DURATION_PATTERN
    ? 'must be a duration such as "500ms", "30s", "5m", "2h" or "7d"'
    : `must match pattern "${pattern}"`;

/** A property name as a part of a JSON pointer (RFC 6901). */
export const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A union of constants reads as a list of choices. */
function alternatives(error: ErrorObject): string {
  const constants = constantsOf(error);
  if (constants) return `must be one of ${choices(constants)}`;
  return Array.isArray(error.params.passingSchemas)
    ? 'matches more than one of the allowed forms'
    : 'matches none of the allowed forms';
}

/** The values of a union of constants, or null if the error is about anything else. */
export function constantsOf({ keyword, schema }: ErrorObject): unknown[] | null {
  if ((keyword !== 'anyOf' && keyword !== 'oneOf') || !Array.isArray(schema)) return null;
  const isConstant = (branch: unknown): branch is { const: unknown } =>
    branch !== null && typeof branch === 'object' && 'const' in branch;
  return schema.every(isConstant) ? schema.map((branch) => branch.const) : null;
}

function choices(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_CHOICES).map((value) => JSON.stringify(value));
  return values.length > MAX_CHOICES ? `${shown.join(', ')}, …` : shown.join(', ');
}
