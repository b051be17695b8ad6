import type { Duration } from '../time/duration.ts';

/** What a rule looks for. The last two are states: they are told when they begin and when they are over. */
export const RULE_KINDS = ['run-failed', 'schedule-missed', 'failure-rate', 'queue-stuck'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** Kinds that last, in contrast to things that happen. */
export const isStateKind = (kind: RuleKind): boolean => kind === 'failure-rate' || kind === 'queue-stuck';

/** Of what a rule takes notice. Names may hold `*` for any text. Which fields there are depends on the kind. */
export interface RuleCondition {
  task?: string;
  queue?: string;
  /** A tag that the run has. */
  tag?: string;
  /** Name of the schedule. */
  schedule?: string;
  /** Share of the runs that fail, 0 to 1, above which a task counts as failing. */
  rate?: number;
  /** Over which that share is taken. */
  window?: Duration;
  /** With fewer runs in the window the share says nothing. */
  minRuns?: number;
  /** Age of the oldest ready run above which a queue counts as stuck. */
  olderThan?: Duration;
}

/** The body of `POST /notifications/rules`. */
export interface RuleRequest {
  name: string;
  kind: RuleKind;
  condition?: RuleCondition;
  /** Ids of the channels it tells. */
  channels: string[];
  /** About the same task, queue or schedule at most one message in this time. */
  throttle?: Duration;
  enabled?: boolean;
}

/** The body of a PATCH: fields that it names change, each as a whole. */
export type RulePatch = Partial<Omit<RuleRequest, 'kind'>>;

/** Something a state rule has found and that is not over. */
export interface OpenIncident {
  /** Task or queue. */
  key: string;
  since: string;
}

/** A rule as the API shows it. */
export interface Rule extends Required<RuleRequest> {
  id: string;
  open: OpenIncident[];
  /** When it last told something. */
  lastToldAt: string | null;
  /** Why the latest look failed; it is tried again by itself. */
  problem: string | null;
  createdAt: string;
  updatedAt: string;
}
