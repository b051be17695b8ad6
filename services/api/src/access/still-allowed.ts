import type { Permission } from '@fbrain/core/access/permission';
import { DomainError } from '@fbrain/core/errors/domain-error';
import type { AccessDeps } from './access-deps.ts';

/**
 * Tells an answer that goes on for long whether its caller may still see it. A database that does not answer is no
 * reason to end it. Asking does not count as a use of the session: an open page must not keep it alive for ever.
 */
export const stillAllowed =
  ({ identify }: AccessDeps, request: Request, permission: Permission) =>
  async (): Promise<boolean> => {
    try {
      return (await identify(request)).principal.permissions.has(permission);
    } catch (error) {
      return !(error instanceof DomainError && error.code === 'unauthorized');
    }
  };
