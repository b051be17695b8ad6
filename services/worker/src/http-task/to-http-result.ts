import { STATUS_CODES } from 'node:http';
import type { HttpAnswer } from '@fbrain/adapters/http-sender/exchange';
import { describeTarget } from '@fbrain/adapters/http-sender/resolve-target';
import type { AttemptResult } from '@fbrain/core/run/attempt-result';
import { boundedText } from '../task-host/bounded-text.ts';
import { encodeOutput, invalidOutput, outputTooLarge } from '../task-host/encode-output.ts';
import { runError } from '../task-host/run-error.ts';
import type { HttpTask } from './read-http-task.ts';
import { retryAfterMs } from './retry-after.ts';

interface ResultContext {
  limitBytes: number;
  nowMs: number;
}

/** Failures of the client that time mends: timeout, too early, too many requests. */
const PASSING = new Set([408, 425, 429]);

const JSON_TYPE = /^(?:application|text)\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** Enough of an answer to see what went wrong. */
const QUOTED_BYTES = 1_024;

/** The result of an attempt from what the URL answered. */
export function toHttpResult(answer: HttpAnswer, task: HttpTask, { limitBytes, nowMs }: ResultContext): AttemptResult {
  const { status, headers } = answer;
  const isSuccess = task.successStatus?.includes(status) ?? (status >= 200 && status < 300);
  if (isSuccess) return answer.isCut ? outputTooLarge(null, limitBytes) : toOutput(answer, task, limitBytes);
  const message = describeFailure(answer, task);
  if (!PASSING.has(status) && status < 500) return { kind: 'failed', error: runError('permanent', message) };
  const waitMs = retryAfterMs(headers['retry-after'], nowMs);
  return {
    kind: 'failed',
    error: runError('exception', message),
    ...(waitMs !== null && { retryAfterMs: waitMs }),
  };
}

/** JSON where the answer says that it is, else text; nothing is null. */
function toOutput({ body, headers }: HttpAnswer, task: HttpTask, limitBytes: number): AttemptResult {
  const text = new TextDecoder().decode(body);
  const rules = { limitBytes, validate: task.validateOutput };
  if (text.trim() === '') return encodeOutput(null, rules);
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) return encodeOutput(text, rules);
  try {
    return encodeOutput(JSON.parse(text), rules);
  } catch {
    return invalidOutput(
      `The answer says that it is ${headers['content-type']}, but is not. It begins: ${text.slice(0, 200)}`,
    );
  }
}

function describeFailure({ status, headers, body, url }: HttpAnswer, { method }: HttpTask): string {
  const answered = `${method} ${describeTarget(url)} answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    return `${answered}, pointing to ${boundedText(headers.location, 200)}. A ${method} follows only 307 and 308: if that is the place, name it in the manifest.`;
  }
  const said = new TextDecoder().decode(body.subarray(0, QUOTED_BYTES)).trim();
  return said === '' ? `${answered} and said nothing more.` : `${answered}: ${said}`;
}
