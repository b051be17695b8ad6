import type { Permission } from '@fbrain/core/access/permission';
import type { Principal } from '@fbrain/core/access/principal';
import { DomainError } from '@fbrain/core/errors/domain-error';

/** Nobody gives what he does not have, nor decides about who has more. Throws DomainError `forbidden`. */
export function requireCovers(principal: Principal, permissions: Iterable<Permission>): void {
  const missing = [...permissions].filter((permission) => !principal.permissions.has(permission));
  if (missing.length === 0) return;
  throw new DomainError(
    'forbidden',
    `${principal.name} cannot give or take what it does not have: ${missing.join(', ')}.`,
  );
}
