import type { ApiToken, ApiTokenRequest, NewApiToken } from '@fbrain/core/access/api-token';
import { deleteJson, postJson } from '../api/api-client.ts';
import { pagedQuery } from '../api/paged-query.ts';

export const tokensQuery = () => pagedQuery<ApiToken>('/tokens');

export const createToken = (request: ApiTokenRequest): Promise<NewApiToken> =>
  postJson<NewApiToken>('/tokens', request);
export const revokeToken = (id: string): Promise<void> => deleteJson(`/tokens/${id}`);
