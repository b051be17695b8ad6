import type { Logger } from '@fbrain/adapters/logging/logger';
import { isDatabaseUnavailable } from '@fbrain/adapters/postgres/errors';
import { explainOutage } from '@fbrain/adapters/postgres/explain-error';
import { DomainError, invalidFields } from '@fbrain/core/errors/domain-error';
import type { JsonSchema } from '@fbrain/core/task/task';
import { bodyFaults, queryFaults } from './validation-faults.ts';

/** A route as far as its errors are concerned. */
export interface KnownRoute {
  method: string;
  path: string;
  hooks: { body?: unknown; query?: unknown };
}

export interface FailedRequest {
  request: Request;
  /** Pattern of the route, undefined if none matched. */
  route: string | undefined;
  body: unknown;
}

/** PostgreSQL ended a statement that took too long. */
const STATEMENT_TIMEOUT = '57014';

/** Turns whatever was thrown into an error of the domain, or `internal` for what nobody foresaw. */
export function toDomainError(
  error: unknown,
  code: string | number,
  failed: FailedRequest,
  routes: readonly KnownRoute[],
): DomainError | 'internal' {
  if (error instanceof DomainError) return error;
  // A parser's own error is the cause of the one Elysia throws.
  if (error instanceof Error && error.cause instanceof DomainError) return error.cause;
  if (code === 'VALIDATION') return validationError(failed, routes);
  if (code === 'NOT_FOUND') return routeError(failed.request, routes);
  if (code === 'PARSE') return new DomainError('invalid-json', 'The body could not be read.');
  if (error instanceof Error && 'code' in error && error.code === STATEMENT_TIMEOUT) {
    return new DomainError('timed-out', 'The database took too long. Ask for less: add filters or lower the limit.', {
      cause: error,
    });
  }
  if (isDatabaseUnavailable(error)) {
    return new DomainError('unavailable', explainOutage(error), {
      retryAfterS: 2,
      cause: error,
    });
  }
  return 'internal';
}

/** Logs what an operator must know: our own faults loudly, the caller's only at debug. */
export function logFailure(
  logger: Logger,
  thrown: unknown,
  error: DomainError | 'internal',
  fields: Record<string, unknown>,
): void {
  if (error === 'internal') logger.error('A request failed in a way nobody foresaw', { ...fields, error: thrown });
  else if (error.code === 'unavailable' || error.code === 'timed-out')
    logger.warn(error.message, { ...fields, error: thrown });
}

function validationError({ request, route, body }: FailedRequest, routes: readonly KnownRoute[]): DomainError {
  const known = routes.find(({ method, path }) => method === request.method && path === route);
  const faults = [
    ...(known?.hooks.query ? queryFaults(known.hooks.query as JsonSchema, urlOf(request).searchParams) : []),
    ...(known?.hooks.body && body !== undefined ? bodyFaults(known.hooks.body as JsonSchema, body) : []),
  ];
  return faults.length > 0
    ? invalidFields(faults)
    : new DomainError('invalid', 'The request does not have the form that /docs describes.');
}

function routeError(request: Request, routes: readonly KnownRoute[]): DomainError {
  const pathname = urlOf(request).pathname.slice(0, 200);
  const methods = allowedMethods(request, routes);
  if (methods.length === 0)
    return new DomainError('not-found', `There is nothing at ${pathname}. /docs lists what there is.`);
  return new DomainError(
    'method-not-allowed',
    `${pathname} does not answer ${request.method}, only ${methods.join(', ')}.`,
  );
}

/** The methods that the path of a request answers. */
export function allowedMethods(request: Request, routes: readonly KnownRoute[]): string[] {
  const { pathname } = urlOf(request);
  return [...new Set(routes.filter(({ path }) => patternOf(path).test(pathname)).map(({ method }) => method))];
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);

const SOMEWHERE = 'http://localhost/';

/** A request without a Host header has a path for its URL, and a strange one may have no URL at all. */
const urlOf = (request: Request): URL => URL.parse(request.url, SOMEWHERE) ?? new URL(SOMEWHERE);
