/**
 * Everything that may be allowed or not: the permissions of roles and the scopes of API tokens are the same list. Each
 * route of the API names the one it needs.
 */
export const PERMISSIONS = [
  'runs:read',
  'runs:write',
  /** Inputs, outputs, metadata, errors and logs; without it they are left out of what is read. */
  'payloads:read',
  'tasks:read',
  'queues:read',
  'queues:write',
  'workers:read',
  'workers:write',
  'schedules:read',
  'schedules:write',
  'stats:read',
  'notifications:read',
  'notifications:write',
  'settings:read',
  'settings:write',
  'users:read',
  'users:write',
  'tokens:read',
  'tokens:write',
  'secrets:read',
  'secrets:write',
  'audit:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What a route asks of its caller: a permission, only to be known (`signed-in`), or nothing (`public`). */
export type RequiredAccess = Permission | 'signed-in' | 'public';
