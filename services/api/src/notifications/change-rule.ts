import type { Database } from '@fbrain/adapters/postgres/connection';
import { isTakenName } from '@fbrain/adapters/postgres/errors';
import { knownChannels } from '@fbrain/adapters/postgres/notification-channel-store';
import {
  countRules,
  deleteRule,
  getRule,
  insertRule,
  updateRule,
} from '@fbrain/adapters/postgres/notification-rule-store';
import { DomainError, invalid, invalidFields } from '@fbrain/core/errors/domain-error';
import { prepareRule } from '@fbrain/core/notification/prepare-rule';
import type { Rule, RulePatch, RuleRequest } from '@fbrain/core/notification/rule';
import { isUuid } from '../http/uuid.ts';

/** Each is looked at every few seconds: with more of them one leader would be busy with that alone. */
const MAX_RULES = 100;

/** @throws DomainError `rule-exists`, `invalid` */
export async function createRule(sql: Database, request: RuleRequest): Promise<Rule> {
  if ((await countRules(sql)) >= MAX_RULES) throw invalid('', `is one too many: there are ${MAX_RULES} rules`);
  const rule = await checked(sql, request);
  const id = Bun.randomUUIDv7();
  await insertRule(sql, id, rule).catch(taken(rule.name));
  return await requireRule(sql, id);
}

/** @throws DomainError `rule-not-found`, `rule-exists`, `invalid` */
export async function patchRule(sql: Database, id: string, patch: RulePatch): Promise<Rule> {
  const { name, kind, condition, channels, throttle, enabled } = await requireRule(sql, id);
  const rule = await checked(sql, { name, kind, condition, channels, throttle, enabled, ...patch });
  const isThere = await updateRule(sql, id, rule).catch(taken(rule.name));
  if (!isThere) throw ruleNotFound(id);
  return await requireRule(sql, id);
}

/** Removes a rule; answers what it was. */
export async function removeRule(sql: Database, id: string): Promise<Rule> {
  const removed = isUuid(id) ? await deleteRule(sql, id) : null;
  if (!removed) throw ruleNotFound(id);
  return removed;
}

async function checked(sql: Database, request: RuleRequest): Promise<Required<RuleRequest>> {
  const rule = prepareRule(request);
  const known = await knownChannels(sql, rule.channels);
  const faults = request.channels.flatMap((channel, index) =>
    known.has(channel) ? [] : [{ path: `/channels/${index}`, message: 'is the id of no channel' }],
  );
  if (faults.length > 0) throw invalidFields(faults);
  return rule;
}

async function requireRule(sql: Database, id: string): Promise<Rule> {
  const rule = isUuid(id) ? await getRule(sql, id) : null;
  if (!rule) throw ruleNotFound(id);
  return rule;
}

const taken = (name: string) => (error: unknown) => {
  if (!isTakenName(error)) throw error;
  throw new DomainError('rule-exists', `There is a rule named "${name}" already. Choose another name.`);
};

const ruleNotFound = (id: string): DomainError =>
  new DomainError(
    'rule-not-found',
    `There is no rule ${id.slice(0, 100)}. GET /api/v1/notifications/rules lists those there are.`,
  );
