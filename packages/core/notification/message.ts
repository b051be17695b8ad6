import type { RuleKind } from './rule.ts';

/** A run that failed, as an example. */
export interface FailureSample {
  runId: string;
  error: string;
}

/** Longest error of a sample. */
export const MAX_SAMPLE_LENGTH = 300;
/** Samples of a message. */
export const MAX_SAMPLES = 5;

/** What is told, in words for people and in fields for programs. It is rendered for each kind of channel when it is sent. */
export interface NotificationMessage {
  /** `firing`: something happened or began; `resolved`: it is over; `test`: somebody tries the channel. */
  type: 'firing' | 'resolved' | 'test';
  rule: { id: string; name: string; kind: RuleKind } | null;
  /** Task, queue or schedule that it is about. */
  key: string | null;
  /** One sentence. */
  title: string;
  count: number;
  samples: FailureSample[];
  /** Page of the UI that shows more, from the first slash on. */
  path: string;
  at: string;
}

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A message on its way to one channel. */
export interface Delivery {
  id: string;
  channelId: string;
  channelName: string;
  message: NotificationMessage;
  state: DeliveryState;
  attempts: number;
  /** What the server answered last, or why there is no answer. */
  answer: string | null;
  nextAttemptAt: string | null;
  createdAt: string;
  finishedAt: string | null;
}

/** What `POST /notifications/channels/:id/test` answers. */
export interface TestResult {
  delivered: boolean;
  /** The server's own words, or why there are none. */
  answer: string;
}
