import { PERMISSIONS, type Permission } from './permission.ts';

/** What a user is: sees, runs things, or decides about people and settings. Each role can all that the one before can. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof ROLES)[number];

const VIEWER = [
  'runs:read',
  'tasks:read',
  'queues:read',
  'workers:read',
  'schedules:read',
  'stats:read',
  'notifications:read',
] as const satisfies Permission[];

const OPERATOR = [
  ...VIEWER,
  'payloads:read',
  'runs:write',
  'queues:write',
  'workers:write',
  'schedules:write',
  'settings:read',
] as const satisfies Permission[];

const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  admin: PERMISSIONS,
};

/** What a user may do. A viewer sees payloads only if that was granted. */
export function permissionsOf({ role, seesPayloads }: { role: Role; seesPayloads: boolean }): ReadonlySet<Permission> {
  return new Set([...ROLE_PERMISSIONS[role], ...(seesPayloads ? ['payloads:read' as const] : [])]);
}
