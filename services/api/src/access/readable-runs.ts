import { requirePermission } from '@fbrain/core/access/principal';
import { reachConditions } from '@fbrain/core/access/reach';
import type { RunSelection } from '@fbrain/core/page/run-filter';
import { principalOf } from './access-guard.ts';

/**
 * Conditions that keep the runs of a request within the reach of its caller. Who may not see payloads may not select by
 * them either: a filter would tell them piece by piece. Throws DomainError `forbidden`.
 */
export function readableRuns(
  request: Request,
  asked: Pick<RunSelection, 'data' | 'error'> = {},
): Pick<RunSelection, 'taskReach' | 'queueReach'> {
  const principal = principalOf(request);
  if (asked.data?.length || asked.error !== undefined) requirePermission(principal, 'payloads:read');
  return reachConditions(principal);
}
