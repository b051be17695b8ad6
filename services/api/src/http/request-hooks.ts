import type { Logger } from '@fbrain/adapters/logging/logger';
import type { ApiMetrics } from '@fbrain/adapters/metrics/api-metrics';
import { DomainError } from '@fbrain/core/errors/domain-error';
import { Elysia } from 'elysia';
import { createAuthenticate } from './authenticate.ts';
import { allowedMethods, type KnownRoute, logFailure, toDomainError } from './error-handler.ts';
import { problemResponse } from './problem.ts';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.ts';

export interface RequestHooksDeps {
  apiToken: string;
  logger: Logger;
  metrics: ApiMetrics;
  /** All routes, for errors that must know what a route expects. */
  routes: readonly KnownRoute[];
}

/** Everything below this needs the token. */
const PROTECTED_PREFIX = '/api/';

/** What happens around every request: its id, the token check, errors as problems, metrics and the access log. */
export function requestHooks({ apiToken, logger, metrics, routes }: RequestHooksDeps) {
  const authenticate = createAuthenticate(apiToken);
  return new Elysia({ name: 'request-hooks' })
    .decorate({ startedAt: 0, requestId: '' })
    .onRequest((context) => {
      context.startedAt = performance.now();
      context.requestId = requestIdOf(context.request);
      context.set.headers[REQUEST_ID_HEADER] = context.requestId;
      const path = pathOf(context.request.url);
      // Before routing and validation: who has no token learns nothing.
      if (path.startsWith(PROTECTED_PREFIX)) authenticate(context.request);
      if (path.includes('%')) refuseMalformed(path);
    })
    .onError({ as: 'global' }, ({ error: thrown, code, request, route, set, requestId, ...context }) => {
      const body = 'body' in context ? context.body : undefined;
      const error = toDomainError(thrown, code, { request, route, body }, routes);
      logFailure(logger, thrown, error, { requestId, method: request.method, route });
      const isWrongMethod = error !== 'internal' && error.code === 'method-not-allowed';
      const response = problemResponse(
        error,
        requestId,
        isWrongMethod ? { allow: allowedMethods(request, routes).join(', ') } : {},
      );
      set.status = response.status;
      return response;
    })
    .onAfterResponse({ as: 'global' }, ({ request, route, set, startedAt, requestId, path }) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const status = typeof set.status === 'number' ? set.status : 200;
      metrics.requestEnded({ route: route ?? 'none', method: request.method, status, seconds });
      const log = status >= 500 ? logger.warn : logger.debug;
      log('request', { requestId, method: request.method, path, status, ms: Math.round(seconds * 1e5) / 100 });
    });
}

/**
 * The path, found where Elysia's router finds it, so that both always see the same one. Parsing the whole URL would
 * cost every request a microsecond.
 */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(url.indexOf('/', 'http://'.length), end === -1 ? undefined : end);
}

/** An escape that stands for no text would reach the handlers as null. */
function refuseMalformed(path: string): void {
  try {
    decodeURIComponent(path);
  } catch (cause) {
    throw new DomainError('not-found', `The path ${path.slice(0, 200)} has a % that is no escape.`, { cause });
  }
}
