import type { RunSummary } from '@fbrain/core/run/run';
import type { RunReason } from '@fbrain/core/run/run-explanation';
import { t } from '../i18n/translate.ts';

/** Where something can be done about what a run waits for, or more be seen of it; null where there is no such place. */
export function reasonPlace(
  { code, queue }: RunReason,
  run: Pick<RunSummary, 'task' | 'queue'>,
): { href: string; label: string } | null {
  switch (code) {
    case 'queue-paused':
      return { href: '/queues', label: t('why.toQueues') };
    case 'limit-reached':
    case 'rate-limited':
      return queue === undefined
        ? { href: `/tasks/${encodeURIComponent(run.task)}`, label: t('why.toTask') }
        : { href: '/queues', label: t('why.toQueues') };
    case 'no-worker':
    case 'no-worker-for-task':
    case 'no-worker-for-queue':
    case 'no-worker-for-both':
    case 'transport-down':
    case 'slots-busy':
    case 'hint-lost':
      return { href: '/workers', label: t('why.toWorkers') };
    case 'behind-others':
      return { href: `/runs?state=queued&queue=${encodeURIComponent(run.queue)}`, label: t('why.toQueue') };
    default:
      return null;
  }
}
