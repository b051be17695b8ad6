import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { runError } from './run-error.ts';

/** More than this many faults in one sentence are not read. */
const SHOWN_FAULTS = 5;

/** The API refuses such inputs; what ends here came by SQL or is older than the schema. */
export const invalidInput = (faults: readonly FieldError[]): AttemptResult => ({
  kind: 'failed',
  error: runError('invalid-input', `The input breaks the task's input schema: ${describeFaults(faults)}`),
});

export const describeFaults = (faults: readonly FieldError[]): string =>
  faults
    .slice(0, SHOWN_FAULTS)
    .map(({ path, message }) => `${path || 'it'} ${message}`)
    .join('; ');
