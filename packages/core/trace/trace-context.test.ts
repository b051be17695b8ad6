import { describe, expect, test } from 'bun:test';
import { readTraceContext, spanReferenceOf, toContext, traceHeaders } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a trace context', () => {
  test('is read from the headers of a request and written as such again', () => {
    const context = readTraceContext(`00-${TRACE}-${SPAN}-01`, 'rojo=1, congo=t61');
    expect(context && spanReferenceOf(context)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled: true });
    expect(traceHeaders(context)).toEqual({
      traceparent: `00-${TRACE}-${SPAN}-01`,
      tracestate: 'rojo=1,congo=t61',
    });
  });

  test('of a later version is taken for what this version knows of it', () => {
    expect(readTraceContext(`cc-${TRACE}-${SPAN}-03-more`)).toBe(`00-${TRACE}-${SPAN}-01`);
  });

  test('keeps its state over a new span', () => {
    const next = toContext({ traceId: TRACE, spanId: '1111111111111111', isSampled: false }, 'rojo=1');
    expect(traceHeaders(next)).toEqual({ traceparent: `00-${TRACE}-1111111111111111-00`, tracestate: 'rojo=1' });
    expect(traceHeaders(null)).toEqual({});
  });
});

test.each([
  null,
  '',
  'nonsense',
  `00-${TRACE}-${SPAN}`,
  `00-${TRACE}-${SPAN}-01-more`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE}-${SPAN}-01\n`,
])('the traceparent %p is no trace', (traceparent) => expect(readTraceContext(traceparent)).toBeNull());

test.each(['\u0000', 'a=1,,b=2', 'x'.repeat(513), 'a b', ' '])('the tracestate %p is left out', (tracestate) =>
  expect(readTraceContext(`00-${TRACE}-${SPAN}-01`, tracestate)).toBe(`00-${TRACE}-${SPAN}-01`),
);
