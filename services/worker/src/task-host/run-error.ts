import type { RunError, RunErrorKind } from '@fbrain/core/run/run';
import { boundedText } from './bounded-text.ts';

const MAX_MESSAGE_LENGTH = 10_000;
const MAX_STACK_LENGTH = 20_000;
/** Causes beyond this depth say nothing new; it also ends a chain that bites its tail. */
const MAX_CAUSES = 5;

export const runError = (kind: RunErrorKind, message: string): RunError => ({
  kind,
  message: boundedText(message, MAX_MESSAGE_LENGTH),
});

/** What was thrown, as data that can be stored. Never throws, whatever the value. */
export function toRunError(thrown: unknown, kind: RunErrorKind = 'exception'): RunError {
  try {
    if (!(thrown instanceof Error)) {
      return runError(kind, `The task threw something that is not an Error: ${Bun.inspect(thrown, { depth: 3 })}`);
    }
    const name = String(thrown.name);
    const message = String(thrown.message) || `${name} without a message`;
    return {
      ...runError(kind, message),
      name: boundedText(name, 200),
      stack: boundedText(stackOf(thrown), MAX_STACK_LENGTH),
    };
  } catch {
    return runError(kind, 'The task threw a value that cannot be read');
  }
}

/** The stack of an error and of its causes. */
function stackOf(error: Error): string {
  const stacks: string[] = [];
  for (let current: unknown = error; current !== undefined && stacks.length <= MAX_CAUSES; ) {
    stacks.push(current instanceof Error ? String(current.stack ?? current) : Bun.inspect(current, { depth: 2 }));
    current = current instanceof Error ? current.cause : undefined;
  }
  return stacks.join('\nCaused by: ');
}
