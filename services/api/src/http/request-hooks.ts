import type { Logger } from '@fbrain/adapters/logging/logger';
import type { ApiMetrics } from '@fbrain/adapters/metrics/api-metrics';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { traceIdOf } from '@fbrain/core/trace/trace-context';
import { Elysia } from 'elysia';
import { createAccessGuard, type GuardedRoute } from '../access/access-guard.ts';
import type { AuditRecorder } from '../access/audit-recorder.ts';
import { ANSWER_HEADERS, type CrossOrigin } from './answer-headers.ts';
import { allowedMethods, type KnownRoute, logFailure, toDomainError } from './error-handler.ts';
import type { RateLimits } from './limit-rates.ts';
import { problemResponse } from './problem.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';
import type { RequestTraces } from './request-traces.ts';

export interface RequestHooksDeps {
  logger: Logger;
  metrics: ApiMetrics;
  /** Records what was refused or failed; what was done it records elsewhere. */
  audit: AuditRecorder;
  traces: RequestTraces;
  limits: RateLimits;
  crossOrigin: CrossOrigin;
  /** All routes, for errors that must know what a route expects. */
  routes: readonly (KnownRoute & GuardedRoute)[];
}

interface GuardedContext {
  request: Request;
  route: string;
  set: { headers: object };
}

/** Below this, who is not known does not even learn which routes there are. */
const PROTECTED_PREFIX = '/api/';

/**
 * What happens around every request: its id, the check of its rights, errors as problems, metrics and the access log.
 * Rights are checked before a body is read, and without one before anything is validated: who has none learns nothing.
 */
export function requestHooks(deps: RequestHooksDeps) {
  const { logger, metrics, traces, routes, limits, crossOrigin, audit } = deps;
  const guard = createAccessGuard(limits, routes);
  const check = async ({ request, route, set }: GuardedContext) => {
    await guard.check(request, route);
    Object.assign(set.headers, limits.headersOf(request));
  };
  return new Elysia({ name: 'request-hooks' })
    .decorate({ startedAt: 0, requestId: '' })
    .onRequest((context) => {
      context.startedAt = performance.now();
      context.requestId = requestIdOf(context.request);
      Object.assign(context.set.headers, ANSWER_HEADERS, crossOrigin.headersOf(context.request));
      context.set.headers[REQUEST_ID_HEADER] = context.requestId;
      const path = pathOf(context.request.url);
      traces.begin(context.request, path);
      if (path.includes('%')) refuseMalformed(path);
      return crossOrigin.preflight(context.request) ?? undefined;
    })
    .onParse({ as: 'global' }, check)
    .onTransform({ as: 'global' }, check)
    .onError({ as: 'global' }, async ({ error: thrown, code, request, route, params, set, requestId, ...context }) => {
      const body = 'body' in context ? context.body : undefined;
      const isHidden = code === 'NOT_FOUND' && pathOf(request.url).startsWith(PROTECTED_PREFIX);
      const refusal = isHidden ? await guard.refusalOf(request) : null;
      const error = toDomainError(refusal ?? thrown, refusal ? 'UNKNOWN' : code, { request, route, body }, routes);
      const { traceId } = idsOf(request, traces);
      logFailure(logger, thrown, error, { requestId, traceId, method: request.method, route });
      const isWrongMethod = error !== 'internal' && error.code === 'method-not-allowed';
      const response = problemResponse(error, requestId, {
        ...limits.headersOf(request),
        ...(isWrongMethod && { allow: allowedMethods(request, routes).join(', ') }),
      });
      set.status = response.status;
      void audit.after({ request, route: route ?? '', params, requestId }, response.status, null);
      return response;
    })
    .onAfterResponse({ as: 'global' }, ({ request, route, set, startedAt, requestId, path }) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const status = typeof set.status === 'number' ? set.status : 200;
      metrics.requestEnded({ route: routeLabel(request.url, route), method: request.method, status, seconds });
      const log = status >= 500 ? logger.warn : logger.debug;
      const ids = { requestId, ...idsOf(request, traces, String(set.headers.location ?? path)) };
      log('request', { ...ids, method: request.method, path, status, ms: Math.round(seconds * 1e5) / 100 });
      traces.end(request, { route: route ?? 'none', status, requestId });
    });
}

const RUN_PATH = /^\/api\/v1\/runs\/([0-9a-f-]{36})(\/|$)/;

/** What a line about a request can be found by besides its own id: its trace, and the run that it made or is about. */
function idsOf(request: Request, traces: RequestTraces, resource = ''): { traceId?: string; runId?: string } {
  const context = traces.contextOf(request);
  const runId = RUN_PATH.exec(resource)?.[1];
  return { ...(context !== null && { traceId: traceIdOf(context) }), ...(runId !== undefined && { runId }) };
}

/** A request that waits on purpose for the end of its run says nothing about how fast the API is: it is counted apart. */
const routeLabel = (url: string, route = 'none'): string => (/[?&]wait=/.test(url) ? `${route}?wait` : route);

/**
 * The path, found where Elysia's router finds it, so that both always see the same one. Parsing the whole URL would
 * cost every request a microsecond.
 */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(url.indexOf('/', 'http://'.length), end === -1 ? undefined : end);
}

/** An escape that stands for no text would reach the handlers as null, and the database refuses a NUL. */
function refuseMalformed(path: string): void {
  try {
    if (decodeURIComponent(path).includes('\0')) throw new URIError('NUL');
  } catch (cause) {
    throw new DomainError('not-found', `The path ${path.slice(0, 200)} has a % that stands for no text.`, { cause });
  }
}
