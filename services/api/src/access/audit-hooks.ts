import { Elysia } from 'elysia';
import type { AuditRecorder } from './audit-recorder.ts';

/**
 * Has every request that changes something recorded: what was done before its answer is sent, what was refused or
 * failed after it.
 */
export const auditHooks = (recorder: AuditRecorder) =>
  new Elysia({ name: 'audit-hooks' })
    .decorate({ requestId: '' })
    .onBeforeHandle({ as: 'global' }, ({ request, route, params, requestId }) =>
      recorder.before({ request, route, params, requestId }),
    )
    .onAfterHandle({ as: 'global' }, ({ request, route, params, requestId, set, response }) =>
      recorder.after({ request, route, params, requestId }, statusOf(set.status), response),
    )
    .onAfterResponse({ as: 'global' }, ({ request, route, params, requestId, set }) => {
      const status = statusOf(set.status);
      if (status >= 400) return recorder.after({ request, route, params, requestId }, status, null);
    });

const statusOf = (status: unknown): number => (typeof status === 'number' ? status : 200);
