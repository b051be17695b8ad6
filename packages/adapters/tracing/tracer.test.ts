import { describe, expect, test } from 'bun:test';
import { readTraceContext, spanReferenceOf } from '@fbrain/core/trace/trace-context';
import { createSampler } from './sampler.ts';
import type { FinishedSpan } from './span.ts';
import { createTracer, passingTracer } from './tracer.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const context = (flags: string) => readTraceContext(`00-${TRACE}-00f067aa0ba902b7-${flags}`, 'rojo=1') ?? '';
const referenceOf = (span: { context: string | null }) => spanReferenceOf(span.context ?? '');

function setup(sampler = createSampler('parentbased_always_on', 1)) {
  const spans: FinishedSpan[] = [];
  return { spans, tracer: createTracer({ sampler, onEnded: (span) => spans.push(span) }) };
}

describe('a span', () => {
  test('continues the trace it is given, and what it causes continues the span', () => {
    const { spans, tracer } = setup();
    const span = tracer.start({ name: 'a', kind: 'server', parent: context('01'), attributes: { n: 1 } });
    span.end({ error: 'boom', attributes: { status: 500 } });
    span.end();
    expect(spans).toMatchObject([
      { traceId: TRACE, parentSpanId: '00f067aa0ba902b7', tracestate: 'rojo=1', error: 'boom', links: [] },
    ]);
    expect(spans[0]?.attributes).toEqual({ n: 1, status: 500 });
    expect(referenceOf(span)).toEqual({ traceId: TRACE, spanId: spans[0]?.spanId ?? '', isSampled: true });
    expect(span.context).toEndWith(' rojo=1');
  });

  test('begins the trace that it is told, else one of its own', () => {
    const { tracer } = setup();
    const begin = (traceId?: string) =>
      referenceOf(tracer.start({ name: 'a', kind: 'server', parent: null, ...(traceId && { traceId }) })).traceId;
    expect(begin(TRACE)).toBe(TRACE);
    expect(begin()).not.toBe(begin());
  });

  test('that began before it was noticed ends no earlier than it began', () => {
    const { spans, tracer } = setup();
    tracer.start({ name: 'a', kind: 'internal', parent: null, startMs: Date.now() - 5_000 }).end();
    tracer.start({ name: 'a', kind: 'internal', parent: null, startMs: Date.now() + 5_000 }).end();
    const [waited = 0, ahead = 0] = spans.map(({ startMs, endMs }) => endMs - startMs);
    expect(waited).toBeWithin(5_000, 60_000);
    expect(ahead).toBeGreaterThanOrEqual(0);
  });

  test('of a trace that is not recorded does not come between', () => {
    const { spans, tracer } = setup();
    const span = tracer.start({ name: 'a', kind: 'server', parent: context('00') });
    span.end();
    expect(span.context).toBe(context('00'));
    expect(spans).toEqual([]);
  });

  test('that is not sampled tells so to what follows', () => {
    const { spans, tracer } = setup(createSampler('always_off', 1));
    const span = tracer.start({ name: 'a', kind: 'server', parent: null });
    span.end();
    expect(referenceOf(span).isSampled).toBe(false);
    expect(spans).toEqual([]);
  });
});

test('without a collector what came in goes on', () => {
  expect(passingTracer.start({ name: 'a', kind: 'server', parent: context('01') }).context).toBe(context('01'));
  expect(passingTracer.start({ name: 'a', kind: 'server', parent: null }).context).toBeNull();
});

test('a ratio keeps its share of the traces, those of runs too, and all of a trace or nothing', () => {
  const sampler = createSampler('parentbased_traceidratio', 0.25);
  const ids = Array.from({ length: 4_000 }, () => Bun.randomUUIDv7().replaceAll('-', ''));
  expect(ids.filter((id) => sampler(id, null)).length).toBeWithin(800, 1_200);
  expect(ids.every((id) => sampler(id, true) && !sampler(id, false))).toBe(true);
});
