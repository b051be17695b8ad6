import type { Rule, RuleCondition, RuleKind, RuleRequest } from '@fbrain/core/notification/rule';
import { parseNumber } from '../tasks/form/parse-number.ts';

/** What stands in the fields of the dialog. An empty one leaves its default to the server. */
export interface RuleForm {
  name: string;
  kind: RuleKind;
  channels: string[];
  throttle: string;
  task: string;
  queue: string;
  tag: string;
  schedule: string;
  /** In percent. */
  rate: string;
  window: string;
  minRuns: string;
  olderThan: string;
}

/** Fields of the condition of each kind, in the order of the form. */
export const CONDITION_FIELDS = {
  'run-failed': ['task', 'queue', 'tag'],
  'failure-rate': ['task', 'queue', 'rate', 'window', 'minRuns'],
  'queue-stuck': ['queue', 'olderThan'],
  'schedule-missed': ['schedule'],
} as const satisfies Record<RuleKind, readonly (keyof RuleCondition)[]>;

export type ConditionField = (typeof CONDITION_FIELDS)[RuleKind][number];

/** What holds where a field is empty. */
export const PLACEHOLDERS: Readonly<Record<ConditionField, string>> = {
  task: '*',
  queue: '*',
  tag: '',
  schedule: '*',
  rate: '20',
  window: '5m',
  minRuns: '10',
  olderThan: '5m',
};

export function toRuleForm(rule: Rule | null, channels: readonly string[]): RuleForm {
  const { condition = {} } = rule ?? {};
  return {
    name: rule?.name ?? '',
    kind: rule?.kind ?? 'run-failed',
    // Nearly everybody has one channel and wants to be told by it.
    channels: rule ? [...rule.channels] : channels.slice(0, 1),
    throttle: rule?.throttle ?? '5m',
    task: condition.task ?? '*',
    queue: condition.queue ?? '*',
    tag: condition.tag ?? '',
    schedule: condition.schedule ?? '*',
    rate: condition.rate === undefined ? '20' : String(Math.round(condition.rate * 1_000) / 10),
    window: condition.window ?? '5m',
    minRuns: String(condition.minRuns ?? 10),
    olderThan: condition.olderThan ?? '5m',
  };
}

/** The body that makes a rule or, without its kind, changes one. */
export function toRuleRequest(form: RuleForm): RuleRequest {
  const { name, kind, channels, throttle } = form;
  const entries = CONDITION_FIELDS[kind].flatMap((field) => {
    const text = form[field].trim();
    return text === '' ? [] : [[field, toValue(field, text)]];
  });
  return { name, kind, channels, throttle: throttle.trim(), condition: Object.fromEntries(entries) };
}

/** What is no number goes as it is: the server says what is wrong with it. */
function toValue(field: ConditionField, text: string): unknown {
  if (field === 'minRuns') return parseNumber(text);
  if (field !== 'rate') return text;
  const percent = parseNumber(text.replace(/\s*%$/, ''));
  return typeof percent === 'number' ? percent / 100 : percent;
}

/** What a rule takes notice of, in the short form of a table. */
export function conditionTexts({ kind, condition }: Pick<Rule, 'kind' | 'condition'>): string[] {
  const { task, queue, tag, schedule, rate, window, olderThan } = condition;
  const name = kind === 'queue-stuck' ? queue : kind === 'schedule-missed' ? schedule : task;
  return [
    ...(name === undefined ? [] : [name]),
    ...(kind !== 'queue-stuck' && queue !== undefined && queue !== '*' ? [`@${queue}`] : []),
    ...(tag === undefined ? [] : [`#${tag}`]),
    ...(rate === undefined ? [] : [`> ${Math.round(rate * 1_000) / 10} %`]),
    ...(window === undefined ? [] : [window]),
    ...(olderThan === undefined ? [] : [`> ${olderThan}`]),
  ];
}
