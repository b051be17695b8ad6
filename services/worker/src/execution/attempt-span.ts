import { NO_SPAN, type Span, type Tracer } from '@fbrain/adapters/tracing/tracer';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { ClaimedRun } from '@fbrain/core/run/claimed-run';
import { traceIdOfRun } from '@fbrain/core/trace/trace-context';

/**
 * Begins the part of an attempt in the trace of its run, after the part that the run has just waited. All attempts of a
 * run are in one trace, side by side below the request that asked for it.
 */
export function startAttemptSpan(tracer: Tracer, run: ClaimedRun, workerId: string): Span {
  const { id, task, queue, attempt, traceContext: parent, waitedMs } = run;
  if (!tracer.isRecording && parent === null) return NO_SPAN;
  const nowMs = Date.now();
  const where = { parent, traceId: traceIdOfRun(id) };
  const attributes = { 'fbrain.run_id': id, 'fbrain.queue': queue, 'fbrain.attempt': attempt };
  tracer.start({ ...where, name: `wait in ${queue}`, kind: 'internal', startMs: nowMs - waitedMs, attributes }).end();
  return tracer.start({
    ...where,
    name: `run ${task}`,
    kind: 'consumer',
    startMs: nowMs + run.startInMs,
    attributes: { ...attributes, 'fbrain.task': task, 'fbrain.worker_id': workerId },
  });
}

export function endAttemptSpan(span: Span, result: AttemptResult): void {
  span.end({
    attributes: { 'fbrain.result': result.kind },
    ...(result.kind === 'failed' && { error: `${result.error.kind}: ${result.error.message}` }),
  });
}
