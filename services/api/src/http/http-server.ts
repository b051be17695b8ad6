import type { Logger } from '@fbrain/adapters/logging/logger';
import { explainListenError } from '@fbrain/adapters/process/explain-listen-error';
import type { Service } from '@fbrain/adapters/process/service';
import { createDrain } from './drain.ts';
import { problemResponse } from './problem.ts';
import { createLoadShedder } from './shed-load.ts';
import { withDeadline } from './with-deadline.ts';

export interface HttpServerOptions {
  fetch(request: Request): Response | Promise<Response>;
  host: string;
  port: number;
  bodyLimit: number;
  logger: Logger;
  metrics: { requestShed(): void };
  /** Called before the server waits for its last requests: ends what would not end by itself. */
  onStopping(): void;
}

export interface HttpServer extends Service {
  /** Exempts a request from the time limits and gives the signal of its end. */
  keepOpen(request: Request): AbortSignal;
  /** Address of who holds the connection of a request. */
  peerOf(request: Request): string | null;
  /** Where it listens, once started. */
  readonly url: string | undefined;
}

/** Seconds without a byte after which a connection is closed; longer than the keep-alive of common proxies (60 s). */
const IDLE_TIMEOUT_S = 75;
/** A little more than the time limit of a database statement, whose own error says more. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Time that requests in flight have to end when the server stops. */
const STOP_GRACE_MS = 10_000;
/**
 * Bun answers a body over its own limit without our words and headers, so ours is checked by `readJson` and Bun's only
 * bounds what may arrive for a route that reads no body.
 */
const MIN_SERVER_BODY_LIMIT = 128 * 1024 * 1024;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { host, port, logger } = options;
  const keptOpen = new WeakSet<Request>();
  const shedder = createLoadShedder({ bodyLimit: options.bodyLimit, onShed: options.metrics.requestShed });
  const drain = createDrain();
  let server: Bun.Server<undefined> | undefined;
  let isStopping = false;
  return {
    name: 'http server',
    get url() {
      return server?.url.href;
    },
    keepOpen(request) {
      keptOpen.add(request);
      shedder.letWait(request);
      server?.timeout(request, 0);
      return request.signal;
    },
    peerOf: (request) => server?.requestIP(request)?.address ?? null,
    async start() {
      server = listen(options);
      logger.info(`Listening on ${server.url.href}`);
    },
    async stop() {
      const stopping = server;
      if (!stopping || isStopping) return;
      isStopping = true;
      await drain.run();
      options.onStopping();
      const grace = setTimeout(() => stopping.stop(true), STOP_GRACE_MS);
      await stopping.stop();
      clearTimeout(grace);
    },
  };

  /** A bug in the error handling itself: it must cost one request, not the process. */
  function onUnanswered(error: unknown): Response {
    logger.error('A request was not answered', { error });
    return problemResponse('internal', crypto.randomUUID());
  }

  function listen({ bodyLimit }: HttpServerOptions): Bun.Server<undefined> {
    const answer = withDeadline(drain.guard(shedder.guard(options.fetch)), {
      timeoutMs: ANSWER_TIMEOUT_MS,
      isExempt: (request) => keptOpen.has(request),
    });
    try {
      const maxRequestBodySize = Math.max(2 * bodyLimit, MIN_SERVER_BODY_LIMIT);
      return Bun.serve({
        hostname: host,
        port,
        idleTimeout: IDLE_TIMEOUT_S,
        maxRequestBodySize,
        fetch: (request) => answer(request),
        error: onUnanswered,
      });
    } catch (error) {
      throw explainListenError(error, { host, port, variables: 'API' });
    }
  }
}
