import type { BatchOrigin } from '@fbrain/adapters/intake/run-intake';
import type { TaskCatalogue } from '@fbrain/adapters/intake/task-catalogue';
import { getBulkAction } from '@fbrain/adapters/postgres/bulk-action-store';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { getRun } from '@fbrain/adapters/postgres/run-query-store';
import { getSchedule } from '@fbrain/adapters/postgres/schedule-store';
import { matchesName } from '@fbrain/core/access/name-pattern';
import type { Principal } from '@fbrain/core/access/principal';
import { isLimited, isWithinReach, reachConditions } from '@fbrain/core/access/reach';
import { DomainError, runNotFound } from '@fbrain/core/errors/domain-error';
import { isName } from '@fbrain/core/task/task-name';
import type { ReachRule } from '../docs/route-doc.ts';
import { isUuid } from '../http/uuid.ts';
import { type GuardedRoute, knownCallerOf } from './access-guard.ts';

/** Keeps tokens that are limited to some tasks and queues from touching others. All other callers pay nothing. */
export interface ReachGuard {
  /** @throws DomainError: that the thing is not there, as what is out of reach is not even seen; or `forbidden` */
  check(request: Request, route: string, params: Record<string, string | undefined> | undefined): Promise<void>;
}

export interface ReachGuardDeps {
  sql: Database;
  catalogue: TaskCatalogue;
}

export function createReachGuard(deps: ReachGuardDeps, routes: readonly GuardedRoute[]): ReachGuard {
  const rules = new Map(routes.map((route) => [`${route.method} ${route.path}`, ruleOf(route)]));
  return {
    async check(request, route, params) {
      const principal = knownCallerOf(request)?.principal;
      if (!principal || !isLimited(principal)) return;
      const rule = rules.get(`${request.method} ${route}`);
      if (rule === undefined) throw allOfThem(principal);
      if (rule === 'own') return;
      const key = Object.values(params ?? {})[0] ?? '';
      if (!(await WITHIN[rule](deps, principal, key))) throw NOT_THERE[rule](key.slice(0, 100));
    },
  };
}

type Thing = Exclude<ReachRule, 'own'>;

/** Whether a thing is within reach; also true of what is not there: the route says that in its own words. */
const WITHIN: Readonly<Record<Thing, (deps: ReachGuardDeps, who: Principal, key: string) => Promise<boolean>>> = {
  run: async ({ sql }, who, id) => {
    const run = isUuid(id) ? await getRun(sql, id) : null;
    return !run || isWithinReach(who, run);
  },
  schedule: async (deps, who, key) => {
    const schedule = isUuid(key) || isName(key) ? await getSchedule(deps.sql, key) : null;
    return !schedule || isWithinReach(who, { task: schedule.task, queue: await queueOf(deps, schedule) });
  },
  'bulk-action': async ({ sql }, who, id) => {
    const action = isUuid(id) ? await getBulkAction(sql, id) : null;
    const { taskReach, queueReach } = reachConditions(who);
    return !action || (action.filter.taskReach === taskReach && action.filter.queueReach === queueReach);
  },
  task: async (_deps, who, name) => matchesName(who.tasks, name),
  // Whoever pauses a queue stops the runs of all tasks in it: that must have been granted by name.
  queue: async (_deps, who, name) => who.queues !== null && matchesName(who.queues, name),
};

const NOT_THERE: Readonly<Record<Thing, (key: string) => DomainError>> = {
  run: runNotFound,
  schedule: (key) => new DomainError('schedule-not-found', `This token reaches no schedule "${key}".`),
  'bulk-action': (key) => new DomainError('bulk-action-not-found', `This token has made no bulk action ${key}.`),
  task: (key) => new DomainError('task-not-found', `This token reaches no task "${key}".`),
  queue: (key) => new DomainError('queue-not-found', `This token reaches no queue "${key}".`),
};

/** Throws DomainError `forbidden` unless the caller may start such runs. */
export async function requireReach(
  deps: ReachGuardDeps,
  request: Request,
  runs: readonly { task: string; queue?: string | undefined }[],
): Promise<void> {
  const principal = knownCallerOf(request)?.principal;
  if (!principal || !isLimited(principal)) return;
  for (const { task, queue } of runs) {
    // First the name: who may not touch a task must not learn whether there is one.
    requireNamesReach(request, { task });
    requireNamesReach(request, { queue: await queueOf(deps, { task, queue }) });
  }
}

/**
 * Throws DomainError `forbidden` unless the caller may see the runs that its keys stand for. The sentence is the same
 * for all of them: keys must not tell whose they are.
 */
export function requireHoldersReach(request: Request, holders: readonly { task: string; queue: string }[]): void {
  const principal = knownCallerOf(request)?.principal;
  if (!principal || holders.every((holder) => isWithinReach(principal, holder))) return;
  throw new DomainError(
    'forbidden',
    `A key of this request stands for a run that the token "${principal.name}" may not touch. Use another key.`,
  );
}

/** The same for who asks before the answer: nothing for callers without limits, who pay no read for it. */
export function holdersCheckOf(request: Request): Pick<BatchOrigin, 'checkHolders'> {
  const principal = knownCallerOf(request)?.principal;
  return principal && isLimited(principal) ? { checkHolders: (holders) => requireHoldersReach(request, holders) } : {};
}

/** As requireReach, for what is within reach and is to change; what is not given stays. */
export function requireNamesReach(
  request: Request,
  { task, queue }: { task?: string | null | undefined; queue?: string | null | undefined },
): void {
  const principal = knownCallerOf(request)?.principal;
  if (!principal) return;
  if (task != null && !matchesName(principal.tasks, task)) {
    throw outOfReach(principal, `the task "${task.slice(0, 100)}"`);
  }
  if (queue != null && !matchesName(principal.queues, queue)) {
    throw outOfReach(principal, `the queue "${queue.slice(0, 100)}"`);
  }
}

/** The queue that a run goes to. Throws DomainError `unknown-task`. */
async function queueOf(
  { catalogue }: ReachGuardDeps,
  run: { task: string; queue?: string | undefined },
): Promise<string> {
  if (run.queue !== undefined) return run.queue;
  await catalogue.learn([run.task]);
  return catalogue.get(run.task).definition.queue;
}

function ruleOf({ hooks: { detail } }: GuardedRoute): ReachRule | undefined {
  return detail && 'reach' in detail ? (detail.reach as ReachRule) : undefined;
}

const outOfReach = ({ name }: Principal, what: string): DomainError =>
  new DomainError('forbidden', `The token "${name}" may not touch ${what}. Make one that may.`);

const allOfThem = ({ name }: Principal): DomainError =>
  new DomainError(
    'forbidden',
    `The token "${name}" is limited to some tasks and queues, and this is about all there are. Use one without limits.`,
  );
