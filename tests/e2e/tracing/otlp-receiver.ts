/** A span as a collector sees it. */
export interface ReceivedSpan {
  service: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  isError: boolean;
}

export interface OtlpReceiver {
  url: string;
  spans: ReceivedSpan[];
  /** Requests that were not what the protocol wants, in words. */
  faults: string[];
  /** The spans of a trace, by name. */
  traceOf(traceId: string): Map<string, ReceivedSpan[]>;
  stop(): Promise<void>;
}

interface Wire {
  resourceSpans: { resource: { attributes: Pair[] }; scopeSpans: { scope: { name: string }; spans: WireSpan[] }[] }[];
}
interface Pair {
  key: string;
  value: Record<string, unknown>;
}
interface WireSpan extends Omit<ReceivedSpan, 'service' | 'attributes' | 'isError' | 'links' | 'parentSpanId'> {
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Pair[];
  links?: ReceivedSpan['links'];
  status: { code?: number };
}

/** A collector that takes OTLP over HTTP in its JSON form and looks closely at what it gets. */
export function startOtlpReceiver(headers: Record<string, string> = {}): OtlpReceiver {
  const spans: ReceivedSpan[] = [];
  const faults: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== 'POST' || pathname !== '/v1/traces') faults.push(`${request.method} ${pathname}`);
      if (request.headers.get('content-type') !== 'application/json') faults.push('content-type');
      for (const [name, value] of Object.entries(headers)) if (request.headers.get(name) !== value) faults.push(name);
      const { resourceSpans } = (await request.json()) as Wire;
      for (const { resource, scopeSpans } of resourceSpans) {
        const service = String(toRecord(resource.attributes)['service.name']);
        for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
          faults.push(...faultsOf(span));
          spans.push(toReceived(span, service));
        }
      }
      return Response.json({});
    },
  });
  return {
    url: server.url.origin,
    spans,
    faults,
    traceOf: (traceId) =>
      Map.groupBy(
        spans.filter((span) => span.traceId === traceId),
        ({ name }) => name,
      ),
    stop: () => server.stop(true),
  };
}

/** What opentelemetry-proto says of a span in JSON: ids in hex, times as texts, and no more than a typed value. */
function faultsOf(span: WireSpan): string[] {
  const values = span.attributes.map(({ value }) => Object.entries(value));
  const checks: Record<string, boolean> = {
    traceId: /^[0-9a-f]{32}$/.test(span.traceId),
    spanId: /^[0-9a-f]{16}$/.test(span.spanId),
    parentSpanId: /^([0-9a-f]{16})?$/.test(span.parentSpanId ?? ''),
    kind: span.kind >= 1 && span.kind <= 5,
    times: [span.startTimeUnixNano, span.endTimeUnixNano].every((time) => /^\d{19}$/.test(time)),
    order: BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano),
    now: Math.abs(Number(span.endTimeUnixNano) / 1e6 - Date.now()) < 60_000,
    name: span.name !== '',
    attributes: values.every(([only, ...more]) => more.length === 0 && only !== undefined && isTyped(only[0], only[1])),
  };
  return Object.entries(checks).flatMap(([name, isFine]) => (isFine ? [] : [`${name}: ${JSON.stringify(span)}`]));
}

const isTyped = (type: string, value: unknown): boolean =>
  (type === 'stringValue' && typeof value === 'string') ||
  (type === 'intValue' && /^-?\d+$/.test(String(value)) && typeof value === 'string') ||
  (type === 'doubleValue' && typeof value === 'number') ||
  (type === 'boolValue' && typeof value === 'boolean');

const toRecord = (pairs: readonly Pair[]): Record<string, unknown> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));

const toReceived = (span: WireSpan, service: string): ReceivedSpan => ({
  service,
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId ?? '',
  name: span.name,
  kind: span.kind,
  attributes: toRecord(span.attributes),
  links: span.links ?? [],
  isError: span.status.code === 2,
});
