import type { Trouble } from '@fbrain/core/overview/overview';
import { formatElapsed } from '../format/format-elapsed.ts';
import { formatRelative } from '../format/format-time.ts';
import { locale, t } from '../i18n/translate.ts';

/** A trouble as a sentence in the reader's language. */
export function troubleText(trouble: Trouble, nowMs: number): string {
  const { code, queue = '', task = '', source = '', worker = '', schedule = '', limitName: limit = '' } = trouble;
  const count = (trouble.count ?? 0).toLocaleString(locale());
  const time = formatElapsed((trouble.seconds ?? 0) * 1_000);
  switch (code) {
    case 'no-worker':
      return t('trouble.no-worker', { count });
    case 'transport-down':
      return t('trouble.transport-down');
    case 'queue-without-worker':
    case 'queue-paused':
      return t(`trouble.${code}`, { queue, count, time });
    case 'queue-waits': {
      const free = trouble.freeSlots ?? 0;
      return free > 0
        ? t('trouble.queue-waits-free', { queue, count, time, slots: free.toLocaleString(locale()) })
        : t('trouble.queue-waits', { queue, count, time });
    }
    case 'runs-blocked':
      return t('trouble.runs-blocked', { limit, count, time });
    case 'task-failing':
      return trouble.usualRate === undefined
        ? t('trouble.task-failing-new', { task, count, rate: percent(trouble.rate) })
        : t('trouble.task-failing', { task, count, rate: percent(trouble.rate), usual: percent(trouble.usualRate) });
    case 'task-file-broken':
      return t('trouble.task-file-broken', { source });
    case 'worker-lost':
      return t('trouble.worker-lost', { worker, when: formatRelative(trouble.at ?? '', nowMs, locale()) });
    case 'slots-missed':
      return t('trouble.slots-missed', { schedule, count });
    case 'schedule-disabled':
      return t('trouble.schedule-disabled', { schedule });
    case 'schedules-late':
      return t('trouble.schedules-late', { count, time });
  }
}

const percent = (part = 0): string =>
  part.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: part < 0.1 ? 1 : 0 });

/** Where something can be done about it. */
export function troubleHref({ code, queue = '', task = '', scheduleId = '' }: Trouble): string {
  switch (code) {
    case 'queue-without-worker':
    case 'queue-waits':
      return `/runs?state=queued&queue=${encodeURIComponent(queue)}`;
    case 'queue-paused':
      return '/queues';
    case 'runs-blocked':
      return '/runs?state=blocked';
    case 'task-failing':
      return `/errors?task=${encodeURIComponent(task)}`;
    case 'task-file-broken':
      return '/tasks';
    case 'slots-missed':
    case 'schedule-disabled':
      return `/schedules/${encodeURIComponent(scheduleId)}`;
    case 'schedules-late':
      return '/schedules';
    case 'no-worker':
    case 'transport-down':
    case 'worker-lost':
      return '/workers';
  }
}
