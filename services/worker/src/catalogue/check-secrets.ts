import type { Json } from '@fbrain/core/run/json';
import { changeAt } from '@fbrain/core/secret/sealed-json';
import { findSecretPaths, type SecretPath, touchesSecret, UnclearSecret } from '@fbrain/core/secret/secret-paths';
import type { JsonSchema, TaskDefinition } from '@fbrain/core/task/task';

/** Checks what a task file says about secret fields. Throws an Error that names every fault. */
export function checkSecrets({ inputSchema, outputSchema, concurrency, rate, schedules = [] }: TaskDefinition): void {
  const paths = pathsOf('input', inputSchema);
  if (outputSchema !== null) pathsOf('output', outputSchema);
  const keys = { concurrency: concurrency?.key, rate: rate?.key };
  const faults = Object.entries(keys)
    .filter(([, key]) => key != null && touchesSecret(paths, key))
    .map(([limit, key]) => `${limit}.key "${key}" is a secret field: the key of a limit is stored and shown`);
  for (const { request } of schedules) {
    const found = secretsIn(request.input ?? {}, paths);
    if (found === null) continue;
    faults.push(
      `schedule ${request.name}: /input${found} is a secret field, which must not stand in a file: make this schedule with POST /schedules, or read the secret with ctx.secret()`,
    );
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
}

function pathsOf(which: 'input' | 'output', schema: JsonSchema): readonly SecretPath[] {
  try {
    return findSecretPaths(schema);
  } catch (error) {
    if (!(error instanceof UnclearSecret)) throw error;
    throw new Error(`Its ${which} schema ${error.message}: nobody could tell what to encrypt. Mark a plain property.`);
  }
}

/** Pointer of the first secret field that has a value, or null. */
function secretsIn(input: Json, paths: readonly SecretPath[]): string | null {
  let first: string | null = null;
  changeAt(input, paths, (value, pointer) => {
    first ??= pointer;
    return value;
  });
  return first;
}
