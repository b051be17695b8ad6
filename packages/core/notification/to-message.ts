import { formatDuration } from '../time/duration.ts';
import type { Announcement } from './decide-notifications.ts';
import type { NotificationMessage } from './message.ts';
import type { RuleKind } from './rule.ts';

/** What an announcement says, and where in the UI there is more about it. */
export function toMessage(
  rule: { id: string; name: string; kind: RuleKind },
  announcement: Announcement,
  nowMs: number,
): NotificationMessage {
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
  if (kind === 'queue-stuck') return `/runs?state=queued&queue=${name}`;
  return kind === 'schedule-missed' ? '/schedules' : `/runs?state=failed&task=${name}`;
}
