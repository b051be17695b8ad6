import type { Json } from '../run/json.ts';
import type { PrincipalKind } from './principal.ts';

/** `refused`: the caller's fault or lack of rights, nothing happened. `failed`: ours; what happened is unknown. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** `anonymous`: nobody was signed in, as before a login. */
export const AUDIT_ACTORS = ['user', 'token', 'configuration', 'anonymous'] as const;
export type AuditActor = PrincipalKind | 'anonymous';

/** Who did what to what, from where, and what came of it. */
export interface AuditEntry {
  id: string;
  at: string;
  actor: { kind: AuditActor; id: string | null; name: string };
  /** The operationId of the route. */
  action: string;
  target: { kind: string; id: string | null };
  address: string | null;
  outcome: AuditOutcome;
  /** Status of the answer. */
  status: number;
  /** The thing before and after; null where there is none or it says nothing. Never holds passwords or secrets. */
  before: Json;
  after: Json;
  requestId: string;
}

export interface AuditFilter {
  /** Name or id of who did it. */
  actor?: string;
  action?: string;
  /** Kind of the target, or its id. */
  target?: string;
  outcome?: AuditOutcome;
  from?: string;
  to?: string;
}
