/** Values that a span is described by; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Who is at the other side of what a span measures. */
export const SPAN_KINDS = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** A span that has ended and is worth sending. */
export interface FinishedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  tracestate: string | null;
  name: string;
  kind: SpanKind;
  /** Milliseconds since the epoch, with fractions. */
  startMs: number;
  endMs: number;
  attributes: Attributes;
  /** Spans of other traces that it has to do with. */
  links: readonly { traceId: string; spanId: string }[];
  /** A sentence, null = nothing went wrong. */
  error: string | null;
}
