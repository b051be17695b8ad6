import type { FieldError } from '@fbrain/core/errors/domain-error';
import type { Problem } from '@fbrain/core/errors/problem';
import { t } from '../i18n/translate.ts';

/** A request that did not succeed. The message is for the person at the screen. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** `unreachable`: no answer at all. `unexplained`: an answer that is no problem document, of a proxy for example. */
  readonly code: Problem['code'] | 'unreachable' | 'unexplained';
  /** 0 when there was no answer. */
  readonly status: number;
  readonly fields: readonly FieldError[];
  readonly requestId: string | null;

  constructor(message: string, details: Pick<ApiError, 'code' | 'status' | 'fields' | 'requestId'>) {
    super(message);
    this.code = details.code;
    this.status = details.status;
    this.fields = details.fields;
    this.requestId = details.requestId;
  }
}

export const unreachable = (): ApiError =>
  new ApiError(t('error.unreachable'), { code: 'unreachable', status: 0, fields: [], requestId: null });

/** Reads the problem document of an error answer. */
export async function toApiError(response: Response): Promise<ApiError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body)) {
    return new ApiError(t('error.unexplained', { status }), {
      code: 'unexplained',
      status,
      fields: [],
      requestId: null,
    });
  }
  const { code, errors, requestId } = body;
  return new ApiError(body.detail, { code, status, fields: errors ?? [], requestId: requestId ?? null });
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
