import { type Attributes, type FinishedSpan, SPAN_KINDS } from './span.ts';

/** The body of `POST /v1/traces`: OTLP in its JSON form (opentelemetry-proto, trace/v1). */
export function toOtlpRequest(spans: readonly FinishedSpan[], resource: Attributes): object {
  const scope = { name: 'fbrain' };
  return {
    resourceSpans: [
      { resource: { attributes: toPairs(resource) }, scopeSpans: [{ scope, spans: spans.map(toOtlpSpan) }] },
    ],
  };
}

/** SPAN_KIND_INTERNAL; the kinds follow in the order of SPAN_KINDS. */
const FIRST_KIND = 1;
const STATUS_ERROR = 2;

const toOtlpSpan = (span: FinishedSpan): object => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId !== null && { parentSpanId: span.parentSpanId }),
  ...(span.tracestate !== null && { traceState: span.tracestate }),
  name: span.name,
  kind: SPAN_KINDS.indexOf(span.kind) + FIRST_KIND,
  startTimeUnixNano: toNanoseconds(span.startMs),
  endTimeUnixNano: toNanoseconds(span.endMs),
  attributes: toPairs(span.attributes),
  ...(span.links.length > 0 && { links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })) }),
  status: span.error === null ? {} : { code: STATUS_ERROR, message: span.error },
});

/** 64-bit integers are texts. A number holds microseconds since the epoch exactly, nanoseconds not. */
const toNanoseconds = (ms: number): string => `${Math.round(ms * 1_000)}000`;

const toPairs = (attributes: Attributes): object[] =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: toValue(value) }]));

function toValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
