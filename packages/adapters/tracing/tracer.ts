import { randomBytes } from 'node:crypto';
import { spanReferenceOf, type TraceContext, toContext, tracestateOf } from '@fbrain/core/trace/trace-context';
import type { Sampler } from './sampler.ts';
import type { Attributes, FinishedSpan, SpanKind } from './span.ts';

export interface SpanStart {
  name: string;
  kind: SpanKind;
  /** Null = it begins a trace. */
  parent: TraceContext | null;
  /** Of the trace that it begins; by default a new one. */
  traceId?: string;
  /** Milliseconds since the epoch; by default now. */
  startMs?: number;
  attributes?: Attributes;
  links?: readonly TraceContext[];
}

/** Something that takes time and is a part of a trace. */
export interface Span {
  /** What carries the trace on: to be given to whatever this causes. Null = there is no trace. */
  readonly context: TraceContext | null;
  /** What comes after the first end is dropped. `name`: a better one than it began with. */
  end(end?: { name?: string; error?: string; attributes?: Attributes }): void;
}

export interface Tracer {
  /** False = what comes in only goes on, so it is not worth the trouble to describe a span. */
  readonly isRecording: boolean;
  /** Begins a span. Never throws and never waits. */
  start(span: SpanStart): Span;
}

/** What came in goes on unchanged: without a place to send spans to, there are none. */
export const passingTracer: Tracer = {
  isRecording: false,
  start: ({ parent }) => (parent === null ? NO_SPAN : passing(parent)),
};

/** Of something that belongs to no trace. */
export const NO_SPAN: Span = { context: null, end: () => {} };
const passing = (context: TraceContext): Span => ({ context, end: () => {} });

export interface TracerOptions {
  sampler: Sampler;
  /** Takes spans that have ended. */
  onEnded(span: FinishedSpan): void;
}

export function createTracer({ sampler, onEnded }: TracerOptions): Tracer {
  return {
    isRecording: true,
    start(start) {
      const { parent } = start;
      const above = parent === null ? null : spanReferenceOf(parent);
      const traceId = above?.traceId ?? start.traceId ?? randomBytes(16).toString('hex');
      const isSampled = sampler(traceId, above?.isSampled ?? null);
      // A span that is not recorded must not come between its parent and what it causes.
      if (!isSampled && parent !== null && !above?.isSampled) return passing(parent);
      const spanId = randomBytes(8).toString('hex');
      const tracestate = parent === null ? null : tracestateOf(parent);
      const context = toContext({ traceId, spanId, isSampled }, tracestate);
      if (!isSampled) return passing(context);
      return recording(context, { traceId, spanId, parentSpanId: above?.spanId ?? null, tracestate }, start, onEnded);
    },
  };
}

type Identity = Pick<FinishedSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'tracestate'>;

function recording(
  context: TraceContext,
  identity: Identity,
  { name, kind, startMs = Date.now(), attributes = {}, links = [] }: SpanStart,
  onEnded: (span: FinishedSpan) => void,
): Span {
  // A clock that is set meanwhile must not make a span end before its start.
  const startedAtMs = performance.now() - Math.max(Date.now() - startMs, 0);
  let hasEnded = false;
  return {
    context,
    end(end = {}) {
      if (hasEnded) return;
      hasEnded = true;
      onEnded({
        ...identity,
        name: end.name ?? name,
        kind,
        startMs,
        endMs: startMs + (performance.now() - startedAtMs),
        attributes: { ...attributes, ...end.attributes },
        links: links.map(spanReferenceOf),
        error: end.error ?? null,
      });
    },
  };
}
