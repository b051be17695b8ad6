import type { Queue } from '@fbrain/core/queue/queue';
import type { RunSummary } from '@fbrain/core/run/run';
import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import type { TaskInfo } from '@fbrain/core/task/task';
import type { Worker } from '@fbrain/core/worker/worker';
import { t } from '../../i18n/translate.ts';
import { setQueuePaused } from '../../queues/queues-queries.ts';
import { timingText } from '../../schedules/timing-text.ts';
import { can } from '../../session/session.ts';
import type { PaletteItem } from './palette-item.ts';

/** Where each thing that the system knows leads to, and what can be done with it at once. */

export function taskItems({ name, description }: TaskInfo): PaletteItem[] {
  const href = `/tasks/${encodeURIComponent(name)}`;
  const detail = description ?? undefined;
  const start: PaletteItem = {
    ...{ id: `start:${name}`, kind: 'action', icon: 'play', detail, does: { href: `${href}#start` } },
    label: t('palette.startTask', { task: name }),
  };
  return [
    { id: `task:${name}`, kind: 'task', icon: 'code', label: name, detail, does: { href } },
    ...(can('runs:write') ? [start] : []),
  ];
}

/** `onDone` reads the queues again, so that the next item offered is the way back. */
export function queueItems({ name, paused }: Queue, onDone: () => Promise<unknown>): PaletteItem[] {
  const toggle: PaletteItem = {
    ...{ id: `pause:${name}`, kind: 'action', icon: paused ? 'play' : 'pause' },
    label: paused ? t('palette.resumeQueue', { queue: name }) : t('palette.pauseQueue', { queue: name }),
    does: {
      act: async () => {
        await setQueuePaused(name, !paused);
        await onDone();
        return paused ? t('palette.queueResumed', { queue: name }) : t('palette.queuePaused', { queue: name });
      },
    },
  };
  return [
    {
      ...{ id: `queue:${name}`, kind: 'queue', icon: 'layers', label: name },
      detail: paused ? t('queues.paused') : undefined,
      does: { href: `/runs?queue=${encodeURIComponent(name)}` },
    },
    ...(can('queues:write') ? [toggle] : []),
  ];
}

export const scheduleItem = (schedule: ScheduleView): PaletteItem => ({
  ...{ id: `schedule:${schedule.id}`, kind: 'schedule', icon: 'calendar', label: schedule.name },
  detail: timingText(schedule),
  keywords: schedule.task,
  does: { href: `/schedules/${schedule.id}` },
});

export const workerItem = ({ id, name, host, state }: Worker): PaletteItem => ({
  ...{ id: `worker:${id}`, kind: 'worker', icon: 'server', label: name, keywords: host },
  detail: t(`state.${state}`),
  does: { href: `/runs?workerId=${id}` },
});

/** Found by its id, which people copy from logs. */
export const runItem = ({ id, task, state }: RunSummary): PaletteItem => ({
  ...{ id: `run:${id}`, kind: 'run', icon: 'list', label: id },
  detail: `${task} · ${t(`state.${state}`)}`,
  does: { href: `/runs/${id}` },
});

/** The way on to the search of runs, which knows far more. */
export const searchRunsItem = (text: string): PaletteItem => ({
  ...{ id: 'search-runs', kind: 'page', icon: 'search', label: t('palette.allRuns', { text }) },
  does: { href: `/runs?q=${encodeURIComponent(text)}` },
});
