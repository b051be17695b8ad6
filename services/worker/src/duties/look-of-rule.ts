import type { Database, Queryable } from '@fbrain/adapters/postgres/connection';
import { insertDeliveries } from '@fbrain/adapters/postgres/notification-delivery-store';
import {
  type DueRule,
  findFailingTasks,
  findFailures,
  findMissedSlots,
  LOOKED_AT_ONCE,
  type Look,
  lockDueRules,
  postponeLook,
  recordLooks,
} from '@fbrain/adapters/postgres/notification-look-store';
import { listQueues } from '@fbrain/adapters/postgres/queue-store';
import {
  decideEvents,
  decideStates,
  type Finding,
  type NotificationDecision,
} from '@fbrain/core/notification/decide-notifications';
import { isStateKind, type RuleKind } from '@fbrain/core/notification/rule';
import { findStuckQueues } from '@fbrain/core/notification/stuck-queues';
import { toMessages } from '@fbrain/core/notification/to-message';
import { parseDuration } from '@fbrain/core/time/duration';

/** How often a rule of each kind is looked at: soon for what failed, seldom for what takes longer to find out. */
const LOOK_INTERVAL_MS: Readonly<Record<RuleKind, number>> = {
  'run-failed': 5_000,
  'schedule-missed': 15_000,
  'failure-rate': 15_000,
  'queue-stuck': 15_000,
};
/** While nothing fails: a message waits to be gathered anyway, and each look costs five statements (G11). */
const QUIET_INTERVAL_MS = 10_000;
/** What follows the first failure so closely is told with it: a storm seldom comes alone. */
export const GATHER_MS = 10_000;
/** After a look that failed. */
const RETRY_MS = 60_000;

interface LookDeps {
  sql: Database;
  gatherMs: number;
  /** A look that failed: the rule says so, and it comes again by itself. */
  onFailed(rule: DueRule, error: unknown): void;
}

/**
 * Looks at the rules whose turn it is: finds, decides and puts messages on their way in one transaction, so that each
 * incident is told once whoever leads and whenever that changes.
 */
export async function lookAtRules({
  sql,
  gatherMs,
  onFailed,
}: LookDeps): Promise<{ isDone: boolean; hasTold: boolean }> {
  const turn: { rule: DueRule | null } = { rule: null };
  try {
    return await sql.begin(async (tx) => {
      const rules = await lockDueRules(tx);
      const looks: Look[] = [];
      for (const rule of rules) {
        turn.rule = rule;
        looks.push(await look(sql, tx, rule, gatherMs));
      }
      turn.rule = null;
      if (looks.length > 0) await recordLooks(tx, looks);
      return { isDone: rules.length < LOOKED_AT_ONCE, hasTold: looks.some(({ hasTold }) => hasTold) };
    });
  } catch (error) {
    if (turn.rule === null) throw error;
    onFailed(turn.rule, error);
    const reason = error instanceof Error ? error.message : String(error);
    await postponeLook(sql, turn.rule.id, `The latest look failed: ${reason}`.slice(0, 1_000), RETRY_MS);
    // The others, whose looks went with its transaction, are still due.
    return { isDone: false, hasTold: false };
  }
}

async function look(sql: Database, tx: Queryable, rule: DueRule, gatherMs: number): Promise<Look> {
  const nowMs = rule.now.getTime();
  const throttleMs = parseDuration(rule.throttle, 'throttle');
  const findings = await find(sql, tx, rule);
  const decide = isStateKind(rule.kind) ? decideStates : decideEvents;
  const { groups, announcements }: NotificationDecision = decide(rule.groups, findings, {
    nowMs,
    throttleMs,
    gatherMs,
  });
  const messages = toMessages(rule, announcements, nowMs);
  await insertDeliveries(tx, rule.channels, messages);
  const isQuiet = groups.length === 0 && findings.length === 0;
  const nextLookInMs = Math.max(LOOK_INTERVAL_MS[rule.kind], isQuiet ? QUIET_INTERVAL_MS : 0);
  return { rule, groups, nextLookInMs, hasTold: messages.length > 0 };
}

async function find(sql: Database, tx: Queryable, rule: DueRule): Promise<Finding[]> {
  const { kind, condition, cursorAt: since, settledUntil: until, now } = rule;
  switch (kind) {
    case 'run-failed':
      return await findFailures(tx, condition, { since, until });
    case 'schedule-missed':
      return await findMissedSlots(tx, condition, { since, until });
    case 'failure-rate':
      return await findFailingTasks(tx, condition, parseDuration(condition.window ?? '5m', 'window'));
    case 'queue-stuck':
      // Not in the transaction: everybody who asks for the depth of queues shares one paced read.
      return findStuckQueues(await listQueues(sql), condition, now.getTime());
  }
}
