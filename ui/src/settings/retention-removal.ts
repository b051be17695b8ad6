import {
  parseRetention,
  RETENTION_PATTERN,
  type Retention,
  type RetentionChange,
  type RetentionSettings,
} from '@fbrain/core/retention/retention';

/** Sends a change, or asks first when it gives up runs; `onSent` is called once it is in force. */
export type ApplyRetention = (change: RetentionChange, onSent?: () => void) => Promise<void>;

export const isRetention = (text: string): boolean => new RegExp(RETENTION_PATTERN).test(text.trim());

/** Finished runs that a change of retention gives up: those older than this. */
export interface RetentionRemoval {
  olderThan: Retention;
  task?: string;
  queue?: string;
}

/** What a change removes from the history, null = nothing. A change that the server will refuse removes nothing. */
export function removalOf(settings: RetentionSettings, change: RetentionChange): RetentionRemoval | null {
  const { default: rule, tasks, queues } = change;
  const ofQueues = [settings.default, ...Object.values(settings.queues)];
  if (rule !== undefined) return shortening([settings.default], [rule], {});
  for (const [task, keep] of Object.entries(tasks ?? {})) {
    // Without one of its own the queue decides, which differs from run to run.
    const before = settings.tasks[task];
    return shortening(before === undefined ? ofQueues : [before], keep === null ? ofQueues : [keep], { task });
  }
  for (const [queue, keep] of Object.entries(queues ?? {}))
    return shortening([settings.queues[queue] ?? settings.default], [keep ?? settings.default], { queue });
  return null;
}

function shortening(
  before: readonly Retention[],
  after: readonly Retention[],
  of: Pick<RetentionRemoval, 'task' | 'queue'>,
): RetentionRemoval | null {
  const [longest] = [...before].sort((a, b) => secondsOf(b) - secondsOf(a));
  const [shortest] = [...after].sort((a, b) => secondsOf(a) - secondsOf(b));
  if (longest === undefined || shortest === undefined) return null;
  return secondsOf(shortest) < secondsOf(longest) ? { olderThan: shortest, ...of } : null;
}

function secondsOf(keep: Retention): number {
  try {
    return parseRetention(keep, 'keep');
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
