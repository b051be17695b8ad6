import type { SecretInfo } from '@fbrain/core/secret/secret-info';
import { queryOptions } from '@tanstack/solid-query';
import { deleteJson, getJson, putJson } from '../api/api-client.ts';

export const secretKeys = { all: ['secrets'] as const };

export const secretsQuery = () =>
  queryOptions({
    queryKey: secretKeys.all,
    queryFn: ({ signal }) => getJson<{ items: SecretInfo[] }>('/secrets', signal),
  });

const path = (name: string): string => `/secrets/${encodeURIComponent(name)}`;
export const putSecret = (name: string, value: string): Promise<SecretInfo> =>
  putJson<SecretInfo>(path(name), { value });
export const deleteSecret = (name: string): Promise<void> => deleteJson(path(name));
