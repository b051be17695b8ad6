import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';
import { problemText, t } from '../i18n/translate.ts';

interface ApiErrorDetails {
  code: Problem['code'] | 'unreachable' | 'unexplained';
  status: number;
  fields?: readonly FieldError[] | undefined;
  requestId?: string | null | undefined;
  retryAfterMs?: number | null | undefined;
  /** What the server said, where the message is not that. */
  serverWords?: string | null | undefined;
}

/** A request that did not succeed. The message is for the person at the screen. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** `unreachable`: no answer at all. `unexplained`: an answer that is not the API's, of a proxy for example. */
  readonly code: ApiErrorDetails['code'];
  /** 0 when there was no answer. */
  readonly status: number;
  readonly fields: readonly FieldError[];
  readonly requestId: string | null;
  /** When the server wants to be asked again; null where it did not say. */
  readonly retryAfterMs: number | null;
  /** The server's own words, in English, where the message is in another language. */
  readonly serverWords: string | null;

  constructor(message: string, { code, status, fields, requestId, retryAfterMs, serverWords }: ApiErrorDetails) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields ?? [];
    this.requestId = requestId ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
    this.serverWords = serverWords ?? null;
  }
}

export const unreachable = (): ApiError => new ApiError(t('error.unreachable'), { code: 'unreachable', status: 0 });

/** For what was not answered by the API itself. */
export const unexplained = (status: number, retryAfterMs: number | null = null): ApiError =>
  new ApiError(t('error.unexplained', { status }), { code: 'unexplained', status, retryAfterMs });

/** Whether nobody is there to answer: neither the API nor, behind a proxy that is, one of its replicas. */
export const isNobodyThere = (error: unknown): boolean =>
  error instanceof ApiError && [0, 502, 503, 504].includes(error.status);

/** What the server said about the value at a JSON pointer of a request, or inside it; undefined = nothing. */
export const faultAt = (error: unknown, pointer: string): string | undefined =>
  error instanceof ApiError
    ? error.fields.find(({ path }) => path === pointer || path.startsWith(`${pointer}/`))?.message
    : undefined;

/** Reads the problem document of an error answer. */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  const retryAfterMs = toMs(response.headers.get('retry-after'));
  if (!isProblem(body)) return unexplained(status, retryAfterMs);
  const { code, detail, errors, requestId } = body;
  const own = problemText(code);
  const details = { code, status, fields: errors, requestId, retryAfterMs, serverWords: own && detail };
  return new ApiError(own ?? detail, details);
}

/** The API and its proxy say it in seconds. */
const toMs = (retryAfter: string | null): number | null =>
  retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null;

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && typeof body.detail === 'string';
