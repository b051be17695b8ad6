import type { HttpSender } from '@fbrain/adapters/http-sender/http-sender';
import { describeTarget, TargetRefused } from '@fbrain/adapters/http-sender/resolve-target';
import { signWebhook } from '@fbrain/adapters/http-sender/sign-webhook';
import type { Span, Tracer } from '@fbrain/adapters/tracing/tracer';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import type { Clock } from '@fbrain/core/time/clock';
import { traceHeaders } from '@fbrain/core/trace/trace-context';
import { invalidInput } from '../task-host/invalid-input.ts';
import type { HostReport, HostRun } from '../task-host/protocol.ts';
import { createReporter } from '../task-host/reporter.ts';
import { runError } from '../task-host/run-error.ts';
import { VERSION } from '../version.ts';
import type { HttpTask } from './read-http-task.ts';
import { toHttpResult } from './to-http-result.ts';

/** An attempt that calls a URL. Either way of ending it closes the connection at once. */
export interface HttpCall {
  abort(): void;
  kill(): void;
}

export interface HttpCallOptions {
  sender: HttpSender;
  tracer: Tracer;
  /** The database's: receivers refuse a signature whose time is off. */
  clock: Clock;
  outputLimitBytes: number;
  /** Called once, with the result. */
  onReport(report: HostReport): void;
}

/** Calls the URL for one attempt, without blocking. Never throws: what goes wrong is a failed attempt. */
export function startHttpCall(run: HostRun, task: HttpTask, options: HttpCallOptions): HttpCall {
  const { runId, attempt } = run;
  const reporter = createReporter(options.onReport);
  const aborter = new AbortController();
  void call(run, task, options, aborter.signal)
    .catch((error: unknown) => toFailure(task, error))
    .then((result) => reporter.result({ runId, attempt, result }));
  return { abort: () => aborter.abort(), kill: () => aborter.abort() };
}

async function call(run: HostRun, task: HttpTask, options: HttpCallOptions, signal: AbortSignal) {
  const faults = task.validateInput(JSON.parse(run.inputJson));
  if (faults.length > 0) return invalidInput(faults);
  const { url, method } = task;
  const span = startCallSpan(run, task, options.tracer);
  const body = method === 'GET' ? null : toBody(run);
  // The id is the same for every attempt: a receiver that has seen it has done the work.
  const message = { id: run.runId, nowMs: options.clock.now(), body: body ?? '' };
  const { 'webhook-signature': signature, ...marks } = signWebhook(message, task.keys);
  const request = {
    url,
    method,
    headers: {
      ...marks,
      ...NEUTRAL_HEADERS,
      ...traceHeaders(span.context),
      ...(body !== null && { 'content-type': 'application/json' }),
    },
    originHeaders: { ...task.headers, ...(signature !== undefined && { 'webhook-signature': signature }) },
    body: body === null ? null : Buffer.from(body),
    maxBodyBytes: options.outputLimitBytes,
  };
  const answer = await options.sender.send(request, signal).catch((error: unknown) => {
    span.end({ error: reasonOf(error) });
    throw error;
  });
  const { status } = answer;
  span.end({
    attributes: { 'http.response.status_code': status },
    ...(status >= 400 && { error: `It answered ${status}.` }),
  });
  return toHttpResult(answer, task, { limitBytes: options.outputLimitBytes, nowMs: options.clock.now() });
}

const startCallSpan = ({ traceContext }: HostRun, { method, url }: HttpTask, tracer: Tracer): Span =>
  tracer.start({
    name: method,
    kind: 'client',
    parent: traceContext ?? null,
    attributes: { 'http.request.method': method, 'server.address': url.hostname, 'url.full': describeTarget(url) },
  });

const NEUTRAL_HEADERS = {
  accept: 'application/json, text/*;q=0.9, */*;q=0.1',
  // The answer is bounded as it comes: a compressed one could grow beyond any bound.
  'accept-encoding': 'identity',
  'user-agent': `F_BRAIN/${VERSION}`,
};

/** The input goes in as the text it is: numbers beyond 2^53 arrive as they were given. */
function toBody({ runId, attempt, task, createdAtMs, inputJson }: HostRun): string {
  const timestamp = new Date(createdAtMs).toISOString();
  const run = JSON.stringify({ id: runId, attempt, task });
  return `{"type":"run.execute","timestamp":"${timestamp}","data":${inputJson},"run":${run}}`;
}

function toFailure({ method, url }: HttpTask, error: unknown): AttemptResult {
  const target = `${method} ${describeTarget(url)}`;
  if (error instanceof TargetRefused) {
    return { kind: 'failed', error: runError('permanent', `${target} was not sent: ${error.message}`) };
  }
  return { kind: 'failed', error: runError('exception', `${target} got no answer: ${reasonOf(error)}`) };
}

/** An error of several connections has no message of its own. */
const reasonOf = (error: unknown): string =>
  error instanceof AggregateError && error.errors.length > 0
    ? error.errors.map(reasonOf).join('; ')
    : error instanceof Error
      ? error.message || error.name
      : String(error);
