// biome-ignore-all lint/performance/noBarrelFile: the public face of the package, the one file that re-exports.
// biome-ignore-all lint/performance/noReExportAll: as above.

export type { BulkAction, BulkActionPreview, RunCount } from '@fbrain/core/run/bulk-action';
export type { Json, JsonObject } from '@fbrain/core/run/json';
export type { RunLogEntry, RunSummary } from '@fbrain/core/run/run';
export type { RunRequest } from '@fbrain/core/run/run-request';
export type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
export type { ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
export type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
export type { Static } from '@sinclair/typebox';
export { Type as t } from '@sinclair/typebox';
export type { BulkTarget } from './client/bulk-actions.ts';
export { type Client, createClient } from './client/create-client.ts';
export { FBrainError } from './client/f-brain-error.ts';
export type { ScheduleOptions } from './task/resolve-schedules.ts';
export { type TaskModule, type TaskOptions, task } from './task/task.ts';
export type { EnqueueOptions, TaskContext, TaskRun } from './task/task-context.ts';
export { PermanentError, RetryError } from './task/task-errors.ts';
