import { compileSchema, type Validate } from '@fbrain/adapters/json-schema/compile-schema';
import type { JsonSchema, TaskDefinition } from '@fbrain/core/task/task';
import { type ScheduleOptions, type Static, t } from 'f-brain';
import { resolvePolicy } from 'f-brain/task/resolve-policy';
import { compileTaskSchema } from '../task-host/compile-task-schema.ts';
import { checkSchedules } from './check-schedules.ts';
import { checkSecrets } from './check-secrets.ts';

const Schema = t.Unsafe<JsonSchema>({ type: 'object' });

/** What every `*.task.json` may say, whatever kind of task it declares. */
export const MANIFEST_FIELDS = {
  $schema: t.Optional(t.String()),
  name: t.String(),
  description: t.Optional(t.String()),
  inputSchema: t.Optional(Schema),
  outputSchema: t.Optional(Schema),
  examples: t.Optional(t.Array(t.Unknown())),
  queue: t.Optional(t.String()),
  retry: t.Optional(t.Object({ maxAttempts: t.Optional(t.Number()), backoff: t.Optional(t.Object({})) })),
  timeout: t.Optional(t.Union([t.String(), t.Literal(false)])),
  concurrency: t.Optional(
    t.Object({ limit: t.Number(), key: t.Optional(t.String()) }, { additionalProperties: false }),
  ),
  rate: t.Optional(
    t.Object(
      { limit: t.Number(), per: t.String(), burst: t.Optional(t.Number()), key: t.Optional(t.String()) },
      { additionalProperties: false },
    ),
  ),
  secrets: t.Optional(t.Array(t.String())),
  // What is in it is checked with that of modules.
  schedule: t.Optional(t.Unsafe<ScheduleOptions | ScheduleOptions[]>(t.Unknown())),
};
const CommonFields = t.Object(MANIFEST_FIELDS);

/** What a manifest gives to a task of any kind. */
export interface ManifestTask {
  definition: TaskDefinition;
  validateInput: Validate;
  /** null = any output will do. */
  validateOutput: Validate | null;
}

/** A check that answers the manifest, typed, or throws an Error that names every fault of it. */
export function manifestChecker<Manifest>(schema: object): (json: unknown) => Manifest {
  // Compiled with the first manifest: a worker that has none starts faster.
  let check: Validate | undefined;
  return (json) => {
    check ??= compileSchema(JSON.parse(JSON.stringify(schema)));
    const faults = check(json);
    if (faults.length === 0) return json as Manifest;
    throw new Error(faults.map(({ path, message }) => `${path || 'The manifest'} ${message}`).join('; '));
  };
}

/** Completes a manifest with the defaults of every task and compiles its schemas. Throws an Error that says what is wrong. */
export function toManifestTask(
  manifest: Static<typeof CommonFields>,
  where: Pick<TaskDefinition, 'kind' | 'source' | 'isolation'>,
): ManifestTask {
  const { inputSchema = {}, outputSchema = null } = manifest;
  const definition = { ...resolvePolicy(manifest), ...where, inputSchema, outputSchema };
  const validateInput = compileTaskSchema('input', inputSchema);
  checkSecrets(definition);
  checkSchedules(definition, validateInput);
  return {
    definition,
    validateInput,
    validateOutput: outputSchema && compileTaskSchema('output', outputSchema),
  };
}
