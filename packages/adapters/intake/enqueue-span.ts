import type { RunRequest } from '@fbrain/core/run/run-request';
import type { TraceContext } from '@fbrain/core/trace/trace-context';
import type { Tracer } from '../tracing/tracer.ts';
import type { Origin } from './run-intake.ts';

/**
 * Accepts runs inside a span of their own, whose context goes with them: what executes them later, anywhere, continues
 * it. A replay is linked to the run that it repeats, as that may be in another trace.
 */
export async function inEnqueueSpan<T>(
  tracer: Tracer,
  requests: readonly RunRequest[],
  { traceContext = null, parentId, replayOf }: Origin,
  accept: (traceContext: TraceContext | null) => Promise<T>,
): Promise<T> {
  const [first] = requests;
  const isBatch = requests.length > 1;
  const span = tracer.start({
    name: isBatch ? 'enqueue batch' : `enqueue ${first?.task}`,
    kind: 'producer',
    parent: traceContext,
    attributes: {
      'fbrain.task': isBatch ? undefined : first?.task,
      'fbrain.runs': isBatch ? requests.length : undefined,
      'fbrain.parent_run_id': parentId,
      'fbrain.replay_of': replayOf?.id,
    },
    links: replayOf?.traceparent ? [replayOf.traceparent] : [],
  });
  try {
    const accepted = await accept(span.context);
    span.end();
    return accepted;
  } catch (error) {
    span.end({ error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}
