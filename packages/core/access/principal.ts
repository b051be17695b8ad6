import { DomainError } from '../errors/domain-error.ts';
import { PERMISSIONS, type Permission } from './permission.ts';

/** `configuration` is the API_TOKEN of the server: a machine that may do everything. */
export const PRINCIPAL_KINDS = ['user', 'token', 'configuration'] as const;

export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Who makes a request, and what it may do. */
export interface Principal {
  kind: PrincipalKind;
  /** Of the user or the token; null for `configuration`. */
  id: string | null;
  /** Email of a user, name of a token. */
  name: string;
  permissions: ReadonlySet<Permission>;
  /** Patterns of the tasks and queues it may touch, such as `csv.*`; null = all. */
  tasks: readonly string[] | null;
  queues: readonly string[] | null;
}

/** Who presents the API_TOKEN of the server. */
export const CONFIGURATION_PRINCIPAL: Principal = {
  kind: 'configuration',
  id: null,
  name: 'API_TOKEN',
  permissions: new Set(PERMISSIONS),
  tasks: null,
  queues: null,
};

/** Throws DomainError `forbidden` that says what is missing. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (principal.permissions.has(permission)) return;
  throw new DomainError(
    'forbidden',
    `This needs the permission ${permission}, which ${describe(principal)} does not have. An admin can grant it.`,
  );
}

const describe = ({ kind, name }: Principal): string => (kind === 'user' ? `${name}` : `the token "${name}"`);
