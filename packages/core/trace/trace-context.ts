/**
 * Which trace something belongs to and what caused it, as W3C Trace Context writes it: `traceparent`, and after a space
 * `tracestate` if there is one. One text, so that it travels through rows, messages and processes as it is.
 */
export type TraceContext = string;

/** The parts of a context that spans need. */
export interface SpanReference {
  /** 32 and 16 hexadecimal digits. */
  traceId: string;
  spanId: string;
  isSampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** What the specification asks everybody to pass on at least. */
const MAX_TRACESTATE_LENGTH = 512;
/** Members in printable characters, comma separated. */
const TRACESTATE = /^[!-+\--~]+([ \t]*,[ \t]*[!-+\--~]+)*$/;

/** Reads the two headers of a request. Null = there is no valid `traceparent`; a bad `tracestate` is left out. */
export function readTraceContext(traceparent: string | null, tracestate: string | null = null): TraceContext | null {
  const [, version, traceId = '', spanId = '', flags = '', rest] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  // A later version may mean more with its flags and what follows: only this much is known to be the same.
  const context = toContext({ traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 });
  const isPassedOn =
    tracestate !== null && tracestate.length <= MAX_TRACESTATE_LENGTH && TRACESTATE.test(tracestate.trim());
  return isPassedOn ? `${context} ${tracestate.replaceAll(/\s/g, '')}` : context;
}

/** A context of a new span; `tracestate` is that of its parent. */
export const toContext = (
  { traceId, spanId, isSampled }: SpanReference,
  tracestate: string | null = null,
): TraceContext => `00-${traceId}-${spanId}-0${isSampled ? 1 : 0}${tracestate === null ? '' : ` ${tracestate}`}`;

/** The length of a `traceparent`; what follows after a space is `tracestate`. */
const TRACEPARENT_LENGTH = 55;

export const traceparentOf = (context: TraceContext): string => context.slice(0, TRACEPARENT_LENGTH);

export const tracestateOf = (context: TraceContext): string | null => context.slice(TRACEPARENT_LENGTH + 1) || null;

export const traceIdOf = (context: TraceContext): string => context.slice(3, 35);

export const spanReferenceOf = (context: TraceContext): SpanReference => ({
  traceId: traceIdOf(context),
  spanId: context.slice(36, 52),
  isSampled: context[54] === '1',
});

/** A context as headers of a request. */
export function traceHeaders(context: TraceContext | null): Record<string, string> {
  if (context === null) return {};
  const tracestate = tracestateOf(context);
  return { traceparent: traceparentOf(context), ...(tracestate !== null && { tracestate }) };
}

/**
 * The trace of a run that nobody gave one, such as that of a schedule: its id is 128 bits that are random at the end,
 * just what a trace id has to be. So all its attempts are in one trace, wherever they execute.
 */
export const traceIdOfRun = (runId: string): string => runId.replaceAll('-', '');
