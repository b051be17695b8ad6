import { compileSchema, type Validate } from '@fbrain/adapters/json-schema/compile-schema';
import type { JsonSchema } from '@fbrain/core/task/task';

/** Compiles a schema of a task. Throws an Error that says which of its schemas is wrong. */
export function compileTaskSchema(which: 'input' | 'output', schema: JsonSchema): Validate {
  try {
    return compileSchema(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Its ${which} schema cannot be used. ${reason}`, { cause: error });
  }
}
