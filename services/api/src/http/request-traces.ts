import type { Span, Tracer } from '@fbrain/adapters/tracing/tracer';
import { readTraceContext, type TraceContext } from '@fbrain/core/trace/trace-context';

/** The traces that requests belong to. A request without one costs no more than a look at its headers. */
export interface RequestTraces {
  /** Continues the trace of the caller, or begins one if traces are recorded. */
  begin(request: Request, path: string): void;
  /** To be handed to whatever the request causes; null = it has no trace. */
  contextOf(request: Request): TraceContext | null;
  end(request: Request, answer: { route: string; status: number; requestId: string }): void;
}

/** Health, metrics and documentation are asked for all day long and cause nothing. */
const TRACED_PREFIX = '/api/';

export function createRequestTraces(tracer: Tracer): RequestTraces {
  const spans = new WeakMap<Request, Span>();
  return {
    begin(request, path) {
      if (!path.startsWith(TRACED_PREFIX)) return;
      const { method, headers } = request;
      const span = tracer.start({
        name: method,
        kind: 'server',
        parent: readTraceContext(headers.get('traceparent'), headers.get('tracestate')),
        attributes: { 'http.request.method': method, 'url.path': path },
      });
      if (span.context !== null) spans.set(request, span);
    },
    contextOf: (request) => spans.get(request)?.context ?? null,
    end(request, { route, status, requestId }) {
      spans.get(request)?.end({
        name: `${request.method} ${route}`,
        attributes: { 'http.route': route, 'http.response.status_code': status, 'fbrain.request_id': requestId },
        ...(status >= 500 && { error: `The API answered ${status}.` }),
      });
    },
  };
}
