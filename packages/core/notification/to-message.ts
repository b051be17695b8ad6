import { formatDuration } from '../time/duration.ts';
import type { Announcement } from './decide-notifications.ts';
import type { NotificationMessage } from './message.ts';
import type { RuleKind } from './rule.ts';

/** Messages of one look about things of their own: nobody reads more, and the rest is told together. */
const MAX_MESSAGES = 50;
/** Names that the message about the rest gives. */
const MAX_NAMES = 3;

type RuleOfMessage = { id: string; name: string; kind: RuleKind };

/** What a look tells: the first of each type one by one, the rest of it in one message. */
export function toMessages(
  { id, name, kind }: RuleOfMessage,
  announcements: readonly Announcement[],
  nowMs: number,
): NotificationMessage[] {
  // Whoever looks knows more of the rule than a receiver is to see.
  const rule = { id, name, kind };
  return (['firing', 'resolved'] as const).flatMap((type) => {
    const all = announcements.filter((announcement) => announcement.type === type);
    const messages = all.slice(0, MAX_MESSAGES).map((announcement) => toMessage(rule, announcement, nowMs));
    const rest = all.slice(MAX_MESSAGES);
    return rest.length === 0 ? messages : [...messages, restMessage(rule, rest, nowMs)];
  });
}

function restMessage(rule: RuleOfMessage, rest: readonly Announcement[], nowMs: number): NotificationMessage {
  const names = rest.slice(0, MAX_NAMES).map(({ key }) => key);
  const more = rest.length > names.length ? ', …' : '';
  const what = `${NOUN[rule.kind]}${rest.length === 1 ? '' : 's'}`;
  return {
    type: rest[0]?.type ?? 'firing',
    rule,
    key: null,
    title: `The same goes for ${rest.length} more ${what}: ${names.join(', ')}${more}`,
    count: rest.reduce((sum, { count }) => sum + count, 0),
    samples: [],
    path: PAGE[rule.kind],
    at: new Date(nowMs).toISOString(),
  };
}

const NOUN: Readonly<Record<RuleKind, string>> = {
  'run-failed': 'task',
  'failure-rate': 'task',
  'schedule-missed': 'schedule',
  'queue-stuck': 'queue',
};

/** Where in the UI there is more. */
const PAGE: Readonly<Record<RuleKind, string>> = {
  'run-failed': '/runs?state=failed',
  'failure-rate': '/runs?state=failed',
  'schedule-missed': '/schedules',
  'queue-stuck': '/runs?state=queued',
};

/** What an announcement says, and where in the UI there is more about it. */
export function toMessage(rule: RuleOfMessage, announcement: Announcement, nowMs: number): NotificationMessage {
  const { type, key, count, samples } = announcement;
  return {
    type,
    rule,
    key,
    title: (type === 'resolved' ? resolvedTitle : firingTitle)(rule.kind, announcement, nowMs),
    count,
    samples,
    path: pathOf(rule.kind, key),
    at: new Date(nowMs).toISOString(),
  };
}

export const testMessage = (nowMs: number): NotificationMessage => ({
  type: 'test',
  rule: null,
  key: null,
  title: 'This is a test from F_BRAIN: notifications arrive here.',
  count: 0,
  samples: [],
  path: '/settings/notifications',
  at: new Date(nowMs).toISOString(),
});

function firingTitle(kind: RuleKind, { key, count, detail, sinceMs }: Announcement, nowMs: number): string {
  const within = nowMs - sinceMs < 1_000 ? '' : ` in ${ageOf(sinceMs, nowMs)}`;
  switch (kind) {
    case 'run-failed':
      return `${count} ${count === 1 ? 'run' : 'runs'} of ${key} failed${count === 1 ? '' : within}`;
    case 'schedule-missed':
      return `The schedule ${key} missed ${count} ${count === 1 ? 'slot' : 'slots'}`;
    case 'failure-rate':
      return `${key} fails too often: ${detail}`;
    case 'queue-stuck':
      return `The queue ${key} is stuck: ${detail}`;
  }
}

function resolvedTitle(kind: RuleKind, { key, sinceMs }: Announcement, nowMs: number): string {
  const after = `after ${ageOf(sinceMs, nowMs)}`;
  return kind === 'queue-stuck' ? `The queue ${key} moves again ${after}` : `${key} no longer fails too often ${after}`;
}

/** In the largest unit that leaves nothing but a fraction out. */
export function ageOf(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(Math.round((nowMs - sinceMs) / 1_000), 1);
  if (seconds < 120) return formatDuration(seconds * 1_000);
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes}m` : `${Math.round(minutes / 60)}h`;
}

function pathOf(kind: RuleKind, key: string): string {
  const name = encodeURIComponent(key);
  if (kind === 'schedule-missed') return PAGE[kind];
  return `${PAGE[kind]}&${kind === 'queue-stuck' ? 'queue' : 'task'}=${name}`;
}
