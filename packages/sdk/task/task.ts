import type { Isolation, JsonSchema, TaskDefinition } from '@fbrain/core/task/task';
import type { Static, TSchema, TUnknown } from '@sinclair/typebox';
import { refuseUnknown } from './refuse-unknown.ts';
import { type PolicyOptions, resolvePolicy } from './resolve-policy.ts';
import type { ScheduleOptions } from './resolve-schedules.ts';
import type { TaskContext } from './task-context.ts';
import { toJson } from './to-json.ts';

/** What an author writes: `task({ name, input, run, ... })`. */
export interface TaskOptions<I extends TSchema, O extends TSchema> extends PolicyOptions {
  /** Schema of the input, made with `t`. Without one any JSON is accepted. */
  input?: I;
  /** Schema of the output; an output that breaks it fails the run. */
  output?: O;
  examples?: Static<I>[];
  schedule?: ScheduleOptions<Static<I>> | readonly ScheduleOptions<Static<I>>[];
  /** `process` gives every attempt a process of its own: for work that blocks, leaks or may crash. Default: `shared`. */
  isolation?: Isolation;
  /** Does the work. What it returns is the output of the run; throw to try again, PermanentError to stop. */
  run(input: Static<I>, ctx: TaskContext): Static<O> | Promise<Static<O>>;
}

type Definition = Omit<TaskDefinition, 'kind' | 'source'>;

/** A checked task: the default export of a task file. */
export interface TaskModule<Input = unknown, Output = unknown> extends Readonly<Definition> {
  run(input: Input, ctx: TaskContext): Output | Promise<Output>;
}

// Registered, not local: a task file that brings its own copy of the SDK is still recognised.
const BRAND = Symbol.for('f-brain.task');

const FIELDS = [
  'name',
  'description',
  'input',
  'output',
  'examples',
  'queue',
  'retry',
  'timeout',
  'isolation',
  'concurrency',
  'rate',
  'secrets',
  'schedule',
  'run',
];

/** Declares a task. Throws a TypeError that names every fault of the declaration. */
export function task<I extends TSchema = TUnknown, O extends TSchema = TUnknown>(
  options: TaskOptions<I, O>,
): TaskModule<Static<I>, Static<O>> {
  const { isolation = 'shared' } = options;
  const faults: string[] = [];
  refuseUnknown(options, FIELDS, '', faults);
  if (typeof options.run !== 'function') faults.push('run must be a function');
  if (isolation !== 'shared' && isolation !== 'process') {
    faults.push(`isolation must be "shared" or "process", got ${JSON.stringify(isolation)}`);
  }
  if (faults.length > 0) throw new TypeError(faults.join('; '));
  const definition: Definition = {
    ...resolvePolicy(options),
    inputSchema: toJson<JsonSchema>(options.input ?? {}),
    outputSchema: options.output === undefined ? null : toJson<JsonSchema>(options.output),
    isolation,
  };
  return Object.freeze({ ...definition, [BRAND]: true, run: options.run.bind(options) });
}

export const isTaskModule = (value: unknown): value is TaskModule =>
  typeof value === 'object' && value !== null && BRAND in value;
