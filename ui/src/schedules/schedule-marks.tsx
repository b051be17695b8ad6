import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { Show } from 'solid-js';
import { Icon, type IconName } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';

/** What is unusual about a schedule, each as icon and word; the reason on hover. */
export function ScheduleMarks(props: { schedule: ScheduleInfo }) {
  return (
    <>
      <Show when={props.schedule.paused}>
        <Mark icon="circle-pause" class="text-warning" label={t('queues.paused')} hint={t('schedules.pausedHint')} />
      </Show>
      <Show when={props.schedule.disabledReason}>
        {(reason) => <Mark icon="circle-slash" class="text-bad" label={t('schedules.disabled')} hint={reason()} />}
      </Show>
      <Show when={props.schedule.problem}>
        {(problem) => <Mark icon="alert" class="text-bad" label={t('schedules.problem')} hint={problem()} />}
      </Show>
      <Show when={props.schedule.managedBy === 'code'}>
        <Mark
          icon="code"
          class="text-muted"
          label={t('schedules.managedBy.code')}
          hint={t('schedules.codeHint', { source: props.schedule.source ?? '' })}
        />
      </Show>
    </>
  );
}

function Mark(props: { icon: IconName; class: string; label: string; hint: string }) {
  return (
    <span
      class={`relative inline-flex shrink-0 items-center gap-1 text-xs font-medium ${props.class}`}
      title={props.hint}
    >
      <Icon name={props.icon} class="size-3.5" />
      <span class="sr-only sm:not-sr-only">{props.label}</span>
    </span>
  );
}
