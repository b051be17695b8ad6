import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { type JSX, Show } from 'solid-js';
import { Icon, type IconName } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';

/** Why a schedule does not fire as one would think, and who decides about it. */
export function ScheduleNotices(props: { schedule: ScheduleInfo }) {
  return (
    <>
      <Show when={props.schedule.disabledReason}>
        {(reason) => (
          <Notice icon="alert" class="text-bad">
            {t('schedules.disabledNotice', { reason: reason() })}
          </Notice>
        )}
      </Show>
      <Show when={props.schedule.problem}>
        {(problem) => (
          <Notice icon="alert" class="text-bad">
            {t('schedules.problemNotice', { problem: problem() })}
          </Notice>
        )}
      </Show>
      <Show when={props.schedule.paused}>
        <Notice icon="circle-pause" class="text-warning">
          {t('schedules.pausedHint')}
        </Notice>
      </Show>
      <Show when={props.schedule.managedBy === 'code'}>
        <Notice icon="code" class="text-muted">
          {codeText(props.schedule)}
        </Notice>
      </Show>
    </>
  );
}

/** Which file declares a schedule, and what its author leaves to people. */
export function codeText({ source, editable }: ScheduleInfo): string {
  const declared = t('schedules.codeHint', { source: source ?? '' });
  const left =
    editable.length === 0 ? t('schedules.codeNothing') : t('schedules.codeEditable', { fields: editable.join(', ') });
  return `${declared} ${left}`;
}

function Notice(props: { icon: IconName; class: string; children: JSX.Element }) {
  return (
    <p class="flex gap-2 rounded-lg border border-line-strong bg-surface p-3 text-pretty">
      <Icon name={props.icon} class={`mt-0.5 size-4 ${props.class}`} />
      <span class="min-w-0 wrap-anywhere">{props.children}</span>
    </p>
  );
}
