/// <reference path="../sql-files.d.ts" />
import createSchema from './migrations/0001_create_schema.sql' with { type: 'text' };
import addUniqueKeys from './migrations/0002_add_unique_keys.sql' with { type: 'text' };
import allowHttpTasks from './migrations/0003_allow_http_tasks.sql' with { type: 'text' };
import addConcurrencyLimits from './migrations/0004_add_concurrency_limits.sql' with { type: 'text' };
import addSqlEnqueue from './migrations/0005_add_sql_enqueue.sql' with { type: 'text' };
import addRateLimits from './migrations/0006_add_rate_limits.sql' with { type: 'text' };
import addBulkActions from './migrations/0007_add_bulk_actions.sql' with { type: 'text' };
import addSchedules from './migrations/0008_add_schedules.sql' with { type: 'text' };
import addRetention from './migrations/0009_add_retention.sql' with { type: 'text' };
import addNotifications from './migrations/0010_add_notifications.sql' with { type: 'text' };
import addAccess from './migrations/0011_add_access.sql' with { type: 'text' };
import addSecrets from './migrations/0012_add_secrets.sql' with { type: 'text' };
import addTraceContext from './migrations/0013_add_trace_context.sql' with { type: 'text' };
import addRunStatistics from './migrations/0014_add_run_statistics.sql' with { type: 'text' };
import findChildRuns from './migrations/0015_find_child_runs.sql' with { type: 'text' };
import tellTaskHosts from './migrations/0016_tell_task_hosts.sql' with { type: 'text' };
import mergeRunChecks from './migrations/0017_merge_run_checks.sql' with { type: 'text' };
import findReplays from './migrations/0018_find_replays.sql' with { type: 'text' };
import addRunBackoff from './migrations/0019_add_run_backoff.sql' with { type: 'text' };
import keepTheHotSetSmall from './migrations/0020_keep_the_hot_set_small.sql' with { type: 'text' };

export interface Migration {
  version: number;
  name: string;
  sql: string;
  /** A process that does not know this migration must not run on the schema (`-- breaking` in its first line). */
  isBreaking: boolean;
}

/** All migrations in order. They are part of the binary; a merged one is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  define('0001_create_schema', createSchema),
  define('0002_add_unique_keys', addUniqueKeys),
  define('0003_allow_http_tasks', allowHttpTasks),
  define('0004_add_concurrency_limits', addConcurrencyLimits),
  define('0005_add_sql_enqueue', addSqlEnqueue),
  define('0006_add_rate_limits', addRateLimits),
  define('0007_add_bulk_actions', addBulkActions),
  define('0008_add_schedules', addSchedules),
  define('0009_add_retention', addRetention),
  define('0010_add_notifications', addNotifications),
  define('0011_add_access', addAccess),
  define('0012_add_secrets', addSecrets),
  define('0013_add_trace_context', addTraceContext),
  define('0014_add_run_statistics', addRunStatistics),
  define('0015_find_child_runs', findChildRuns),
  define('0016_tell_task_hosts', tellTaskHosts),
  define('0017_merge_run_checks', mergeRunChecks),
  define('0018_find_replays', findReplays),
  define('0019_add_run_backoff', addRunBackoff),
  define('0020_keep_the_hot_set_small', keepTheHotSetSmall),
];

export const LATEST_VERSION = Math.max(...MIGRATIONS.map(({ version }) => version));

function define(name: string, sql: string): Migration {
  return { version: Number(name.slice(0, 4)), name, sql, isBreaking: sql.startsWith('-- breaking') };
}
