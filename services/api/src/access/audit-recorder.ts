import type { Logger } from '@fbrain/adapters/logging/logger';
import { insertAuditEntry } from '@fbrain/adapters/postgres/audit-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import type { AuditEntry } from '@fbrain/core/access/audit';
import { normaliseEmail } from '@fbrain/core/access/user';
import type { Json } from '@fbrain/core/run/json';
import type { AuditRule } from '../docs/route-doc.ts';
import { type GuardedRoute, knownCallerOf } from './access-guard.ts';
import { readAuditTarget } from './audit-targets.ts';

/** One request, as a hook sees it. */
export interface AuditedRequest {
  request: Request;
  /** Pattern of its route. */
  route: string;
  /** Elysia gives none to a route without. */
  params: Record<string, string | undefined> | undefined;
  requestId: string;
}

/** Records every request that changes something, in one place: a route that is added later is recorded without a word. */
export interface AuditRecorder {
  /** Whether a request is to be recorded, as far as is known before its caller is. Costs a look-up. */
  concerns(request: Request, route: string): boolean;
  /** Before the handler: what the thing is now. */
  before(audited: AuditedRequest): Promise<void>;
  /** After it, before the answer is sent. `answer` is only searched for the id of something new. Never throws. */
  after(audited: AuditedRequest, status: number, answer: unknown): Promise<void>;
}

export interface AuditRecorderOptions {
  sql: Database;
  logger: Logger;
  addressOf(request: Request): string | null;
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

export function createAuditRecorder(options: AuditRecorderOptions, routes: readonly GuardedRoute[]): AuditRecorder {
  const { sql, logger, addressOf } = options;
  const plans = new Map(routes.flatMap((route) => planOf(route) ?? []));
  const states = new WeakMap<Request, Json>();

  const planFor = ({ request, route }: Pick<AuditedRequest, 'request' | 'route'>): Plan | undefined => {
    if (READING.includes(request.method)) return undefined;
    const plan = plans.get(`${request.method} ${route}`);
    const isOfUsersOnly = plan?.rule === 'users' && knownCallerOf(request)?.principal.kind !== 'user';
    return isOfUsersOnly ? undefined : plan;
  };

  const record = async (audited: AuditedRequest, { action, kind, setting }: Plan, status: number, answer: unknown) => {
    const { request, params, requestId } = audited;
    const actor = actorOf(request);
    if (!actor) return;
    const id = firstOf(params) ?? setting ?? idIn(answer);
    await insertAuditEntry(sql, {
      id: Bun.randomUUIDv7(),
      actor,
      action,
      target: { kind, id: id?.slice(0, MAX_ID) ?? null },
      address: addressOf(request),
      outcome: status < 400 ? 'done' : status < 500 ? 'refused' : 'failed',
      status,
      before: states.get(request) ?? null,
      after: status < 400 && id !== undefined ? await readAuditTarget(sql, kind, id) : null,
      requestId,
    });
  };

  return {
    concerns: (request, route) => planFor({ request, route }) !== undefined,
    async before(audited) {
      const plan = planFor(audited);
      const id = firstOf(audited.params) ?? plan?.setting;
      if (plan && id !== undefined) states.set(audited.request, await readAuditTarget(sql, plan.kind, id));
    },
    async after(audited, status, answer) {
      const plan = planFor(audited);
      if (!plan) return;
      try {
        await record(audited, plan, status, answer);
      } catch (error) {
        // The deed is done and cannot be taken back: the log keeps what the table could not.
        logger.error('An entry of the audit log was lost', {
          action: plan.action,
          requestId: audited.requestId,
          params: audited.params,
          status,
          actor: actorOf(audited.request),
          error,
        });
      }
    },
  };
}

interface Plan {
  action: string;
  kind: string;
  /** What a route below `/settings` changes: its path names it, no parameter does. */
  setting: string | undefined;
  rule: AuditRule;
}

/** Ids come from the path and may be anything. */
const MAX_ID = 200;

function planOf({ method, path, hooks: { detail } }: GuardedRoute): [string, Plan][] | null {
  const kind = /^\/api\/v1\/([\w-]+)/.exec(path)?.[1];
  if (READING.includes(method) || kind === undefined) return null;
  const setting = /^\/api\/v1\/settings\/([\w-]+)/.exec(path)?.[1];
  const { operationId = path, audit = 'always' } = (detail ?? {}) as { operationId?: string; audit?: AuditRule };
  return [[`${method} ${path}`, { action: operationId, kind: kind.replace(/s$/, ''), setting, rule: audit }]];
}

const actors = new WeakMap<Request, string>();

/** Names who claims to be at a route that needs no credential; not before strangers are held up there. */
export const noteActor = (request: Request, email: string): void => void actors.set(request, normaliseEmail(email));

/** Who acts. Nobody at all is not recorded: strangers could fill the log. */
function actorOf(request: Request): AuditEntry['actor'] | null {
  const principal = knownCallerOf(request)?.principal;
  if (principal) return { kind: principal.kind, id: principal.id, name: principal.name };
  const name = actors.get(request);
  return name === undefined ? null : { kind: 'anonymous', id: null, name };
}

const firstOf = (params: AuditedRequest['params']): string | undefined => Object.values(params ?? {})[0];

function idIn(answer: unknown): string | undefined {
  if (answer === null || typeof answer !== 'object' || !('id' in answer)) return undefined;
  return typeof answer.id === 'string' ? answer.id : undefined;
}
