import { AsyncLocalStorage } from 'node:async_hooks';
import type { RunningAttempt } from './start-attempt.ts';

/** The attempt whose code is being executed, across awaits and timers; undefined outside of task code. */
export const currentAttempt = new AsyncLocalStorage<RunningAttempt>();
