import { DEFAULT_RETRY } from '../retry/retry-policy.ts';
import type { TaskDefinition } from './task.ts';

/** A task as plain as can be, for tests: whatever is not given is what a task file that says nothing would give. */
export const testDefinition = (given: Partial<TaskDefinition> & { name: string }): TaskDefinition => ({
  kind: 'module',
  description: null,
  source: `${given.name}.ts`,
  inputSchema: {},
  outputSchema: null,
  examples: [],
  queue: 'default',
  retry: DEFAULT_RETRY,
  timeoutMs: null,
  isolation: 'shared',
  concurrency: null,
  rate: null,
  ...given,
});
