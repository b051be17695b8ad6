import type { Permission } from '@fbrain/core/access/permission';
import type { RunSummary } from '@fbrain/core/run/run';
import type { RunReason } from '@fbrain/core/run/run-explanation';
import { t } from '../i18n/translate.ts';
import { can } from '../session/session.ts';

interface ReasonPlace {
  href: string;
  label: string;
}

/** Where something can be done about what a run waits for, or more be seen of it; null where one may see no such place. */
export function reasonPlace({ code, queue }: RunReason, run: Pick<RunSummary, 'task' | 'queue'>): ReasonPlace | null {
  switch (code) {
    case 'queue-paused':
      return queues();
    case 'limit-reached':
    case 'rate-limited':
      return queue === undefined
        ? place('tasks:read', `/tasks/${encodeURIComponent(run.task)}`, t('why.toTask'))
        : queues();
    case 'no-worker':
    case 'no-worker-for-task':
    case 'no-worker-for-queue':
    case 'no-worker-for-both':
    case 'transport-down':
    case 'slots-busy':
    case 'hint-lost':
      return place('workers:read', '/workers', t('why.toWorkers'));
    case 'behind-others':
      return place('runs:read', `/runs?state=queued&queue=${encodeURIComponent(run.queue)}`, t('why.toQueue'));
    default:
      return null;
  }
}

const place = (needs: Permission, href: string, label: string): ReasonPlace | null =>
  can(needs) ? { href, label } : null;
const queues = () => place('queues:read', '/queues', t('why.toQueues'));
