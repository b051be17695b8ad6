/** Causes of causes beyond this are dropped: a cyclic chain must not fill the disk. */
const MAX_CAUSES = 5;

/** Fields as plain data that JSON can hold. Undefined ones are dropped. */
export function serialiseFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) plain[key] = toPlain(value);
  }
  return plain;
}

/** An error as data: name, message, stack, code and the chain of causes. */
export function serialiseError(error: Error, depth = 0): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code !== 'object' ? { code: error.code } : {};
  if (cause === undefined || depth >= MAX_CAUSES) return { name, message, ...code, stack };
  return {
    name,
    message,
    ...code,
    stack,
    cause: cause instanceof Error ? serialiseError(cause, depth + 1) : toPlain(cause),
  };
}

function toPlain(value: unknown): unknown {
  if (value instanceof Error) return serialiseError(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  try {
    // Cycles and values inside that JSON refuses surface here, not in the middle of a line.
    JSON.stringify(value);
    return value;
  } catch {
    return String(value);
  }
}
