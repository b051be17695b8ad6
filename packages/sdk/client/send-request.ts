import type { Problem } from '@fbrain/core/errors/problem';
import { FBrainError } from './f-brain-error.ts';
import { wait } from './wait.ts';

export interface Endpoint {
  /** Where the API is, without `/api/v1`. */
  url: string;
  token: string;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1, with a leading slash. */
  path: string;
  query?: URLSearchParams;
  body?: unknown;
  /** Goes into the header of that name. */
  idempotencyKey?: string | undefined;
  /** Sending it twice does no harm. */
  isRepeatable: boolean;
  signal?: AbortSignal | undefined;
}

const MAX_TRIES = 4;
/** 0.2, 0.4 and 0.8 s, each halved at random: long enough for a restart behind a proxy, short enough for a web request. */
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;
const TRY_AGAIN_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Sends a request, repeats it where that is safe, and resolves with the JSON of the answer. Throws FBrainError. */
export async function sendRequest<Answer>(endpoint: Endpoint, request: ApiRequest): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(endpoint, request);
    if (outcome instanceof Response && outcome.ok) return (await outcome.json()) as Answer;
    const isLast = attempt >= MAX_TRIES || !canRepeat(request, outcome);
    if (isLast) throw outcome instanceof Response ? await toError(outcome) : outcome;
    await wait(pauseMs(attempt, outcome), request.signal);
  }
}

/** The answer, or an error if there was none. */
async function tryOnce({ url, token, fetch }: Endpoint, request: ApiRequest): Promise<Response | FBrainError> {
  const base = url.replace(/\/+$/, '');
  const query = request.query?.toString();
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (request.idempotencyKey !== undefined) headers['idempotency-key'] = request.idempotencyKey;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(`${base}/api/v1${request.path}${query ? `?${query}` : ''}`, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.signal && { signal: request.signal }),
    });
  } catch (cause) {
    request.signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new FBrainError(`F_BRAIN does not answer at ${base}: ${reason}. Check the url and that fbrain-api runs.`, {
      code: 'unreachable',
      status: 0,
      cause,
    });
  }
}

/** A request that was refused for now (429) has had no effect and may be repeated whatever it does. */
const canRepeat = (request: ApiRequest, outcome: Response | FBrainError): boolean =>
  outcome.status === 429 || (request.isRepeatable && (outcome.status === 0 || TRY_AGAIN_STATUS.has(outcome.status)));

function pauseMs(attempt: number, outcome: Response | FBrainError): number {
  const asked = outcome instanceof Response ? outcome.headers.get('retry-after') : null;
  if (asked !== null && /^\d+$/.test(asked)) return Math.min(Number(asked) * 1_000, MAX_PAUSE_MS);
  return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

async function toError(response: Response): Promise<FBrainError> {
  const text = await response.text();
  const problem = parseProblem(text);
  if (problem) {
    const { detail, code, errors, requestId } = problem;
    return new FBrainError(detail, { code, status: response.status, fields: errors, requestId });
  }
  // Not from the API: a proxy in between, or another server altogether.
  const start = text.slice(0, 200).trim();
  return new FBrainError(`${response.url} answered ${response.status} without an explanation${start && `: ${start}`}`, {
    code: 'internal',
    status: response.status,
  });
}

function parseProblem(text: string): Problem | undefined {
  try {
    const body = JSON.parse(text) as Problem;
    return typeof body.code === 'string' && typeof body.detail === 'string' ? body : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined` is left out, a list becomes a repeated parameter. */
export function toQuery(values: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) query.append(name, String(item));
  }
  return query;
}
