import type { AccessLink, NewUser, User, UserPatch, UserRequest } from '@fbrain/core/access/user';
import { deleteJson, patchJson, postJson } from '../api/api-client.ts';
import { pagedQuery } from '../api/paged-query.ts';

export const usersQuery = () => pagedQuery<User>('/users');

export const inviteUser = (request: UserRequest): Promise<NewUser> => postJson<NewUser>('/users', request);
export const changeUser = (id: string, patch: UserPatch): Promise<User> => patchJson<User>(`/users/${id}`, patch);
export const deleteUser = (id: string): Promise<void> => deleteJson(`/users/${id}`);
export const createResetLink = (id: string): Promise<AccessLink> => postJson<AccessLink>(`/users/${id}/reset-link`);
export const removeUserFactor = (id: string): Promise<unknown> => postJson(`/users/${id}/second-factor/remove`);
