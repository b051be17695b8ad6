import type { Keyring } from '@fbrain/adapters/crypto/keyring';
import type { RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import type { Logger } from '@fbrain/adapters/logging/logger';
import type { ApiMetrics } from '@fbrain/adapters/metrics/api-metrics';
import type { ScopedRegistries } from '@fbrain/adapters/metrics/metrics-text';
import type { NotificationSender } from '@fbrain/adapters/notify/notification-sender';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { EventBus } from '@fbrain/core/event/live-event';
import type { Clock } from '@fbrain/core/time/clock';
import { Elysia } from 'elysia';
import type { AccessDeps } from './access/access-deps.ts';
import { accessHooks } from './access/access-hooks.ts';
import { createAuditRecorder } from './access/audit-recorder.ts';
import { auditRoutes } from './access/audit-routes.ts';
import { secondFactorRoutes } from './access/second-factor-routes.ts';
import { sessionRoutes } from './access/session-routes.ts';
import { setupRoutes } from './access/setup-routes.ts';
import { tokenRoutes } from './access/token-routes.ts';
import { userRoutes } from './access/user-routes.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { errorGroupRoutes } from './errors/error-group-routes.ts';
import type { CrossOrigin } from './http/answer-headers.ts';
import type { RateLimits } from './http/limit-rates.ts';
import { requestHooks } from './http/request-hooks.ts';
import type { RequestTraces } from './http/request-traces.ts';
import type { EventStreams } from './live/event-stream.ts';
import { liveEventRoutes } from './live/live-event-routes.ts';
import type { RunWatcher } from './live/run-watcher.ts';
import { notificationRoutes } from './notifications/notification-routes.ts';
import { operationRoutes } from './operations/operation-routes.ts';
import { overviewRoutes } from './overview/overview-routes.ts';
import { queueRoutes } from './queues/queue-routes.ts';
import { bulkActionRoutes } from './runs/actions/bulk-action-routes.ts';
import { runLogRoutes } from './runs/run-log-routes.ts';
import { runRoutes } from './runs/run-routes.ts';
import type { RunWaiter } from './runs/wait-for-run.ts';
import { scheduleRoutes } from './schedules/schedule-routes.ts';
import { timetableRoutes } from './schedules/timetable-routes.ts';
import { secretRoutes } from './secrets/secret-routes.ts';
import { retentionRoutes } from './settings/retention-routes.ts';
import { statRoutes } from './stats/stat-routes.ts';
import { taskRoutes } from './tasks/task-routes.ts';
import { workerRoutes } from './workers/worker-routes.ts';

/** Everything the routes need. Nothing in it is started or stopped here. */
export interface AppDeps {
  access: AccessDeps;
  limits: RateLimits;
  crossOrigin: CrossOrigin;
  bodyLimit: number;
  /** Seals what may not be stored in clear. */
  keyring: Keyring;
  version: string;
  sql: Database;
  intake: RunIntake;
  catalogue: TaskCatalogue;
  /** That of the database. */
  clock: Clock;
  events: EventBus;
  transport: { kind: string; isConnected(): boolean };
  watcher: RunWatcher;
  waiter: RunWaiter;
  streams: EventStreams;
  notifications: NotificationSender;
  logger: Logger;
  metrics: ApiMetrics;
  traces: RequestTraces;
  registries: ScopedRegistries;
  /** Exempts a request that waits on purpose from the idle timeout; gives the signal of its end. */
  keepOpen(request: Request): AbortSignal;
}

const CONFIG = {
  // Bodies are checked, never trimmed to fit.
  normalize: false,
  // Elysia would otherwise look for the path after the 4th letter of the host and miss it behind short names.
  handler: { standardHostname: false },
} as const;

/** The whole API as one function from request to answer, without I/O of its own. */
export function createApp(deps: AppDeps) {
  const routes = documentedRoutes(deps);
  const audit = createAuditRecorder({ ...deps.access, ...deps }, routes.routes);
  const pages = docsRoutes(routes, deps.version);
  return new Elysia(CONFIG)
    .use(requestHooks({ ...deps, audit, routes: [...routes.routes, ...pages.routes] }))
    .use(accessHooks(deps, audit, routes.routes))
    .use(routes)
    .use(pages);
}

const documentedRoutes = (deps: AppDeps) =>
  new Elysia(CONFIG)
    .use(operationRoutes(deps))
    .group('/api/v1', (api) =>
      api
        .use(runRoutes(deps))
        .use(runLogRoutes(deps))
        .use(bulkActionRoutes(deps))
        .use(timetableRoutes(deps))
        .use(scheduleRoutes(deps))
        .use(taskRoutes(deps))
        .use(queueRoutes(deps))
        .use(workerRoutes(deps))
        .use(retentionRoutes(deps))
        .use(statRoutes(deps))
        .use(overviewRoutes(deps))
        .use(errorGroupRoutes(deps))
        .use(secretRoutes(deps))
        .use(notificationRoutes(deps))
        .use(liveEventRoutes(deps))
        .use(setupRoutes(deps.access, deps.bodyLimit))
        .use(sessionRoutes(deps.access, deps.bodyLimit))
        .use(secondFactorRoutes(deps.access, deps.bodyLimit))
        .use(userRoutes(deps.access, deps.bodyLimit))
        .use(tokenRoutes(deps.access, deps.bodyLimit))
        .use(auditRoutes(deps.access)),
    );
