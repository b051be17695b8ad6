import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import type { TaskInfo } from '@fbrain/core/task/task';
import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { NameFields } from './name-fields.tsx';
import { PolicyFields } from './policy-fields.tsx';
import { RunFields } from './run-fields.tsx';
import type { ScheduleForm } from './schedule-form.ts';
import { createScheduleForm } from './schedule-form-state.ts';
import { codeText } from './schedule-notices.tsx';
import { TimingFields } from './timing-fields.tsx';
import { TimingPreview } from './timing-preview.tsx';

interface ScheduleEditorProps {
  form: ScheduleForm;
  /** Null for a new one. */
  schedule: ScheduleInfo | null;
  tasks: readonly TaskInfo[];
}

/** Makes or changes a schedule: what it starts, when, and what becomes of slots that do not go as planned. */
export function ScheduleEditor(props: ScheduleEditorProps) {
  // What is typed stays, although the schedule is read again meanwhile.
  const form = createScheduleForm({ form: props.form, schedule: props.schedule, tasks: () => props.tasks });
  let element: HTMLFormElement | undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!form.submit()) queueMicrotask(() => element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) element?.requestSubmit();
  };
  return (
    <form ref={element} novalidate class="grid gap-5" onSubmit={submit} onKeyDown={onKeyDown}>
      <Show when={props.schedule?.managedBy === 'code' && props.schedule}>
        {(schedule) => <p class="rounded-lg border border-line-strong bg-surface p-3">{codeText(schedule())}</p>}
      </Show>
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div class="grid min-w-0 gap-5">
          <Part title={t('scheduleForm.what')}>
            <NameFields form={form} tasks={props.tasks} />
          </Part>
          <Part title={t('column.when')}>
            <TimingFields form={form} />
          </Part>
        </div>
        <Part title={t('scheduleForm.preview')} class="lg:sticky lg:top-5">
          <TimingPreview form={form} />
        </Part>
      </div>
      <Part title={t('run.input')}>
        <RunFields form={form} />
      </Part>
      <Part title={t('scheduleForm.policies')}>
        <PolicyFields form={form} />
      </Part>
      <Show when={form.save.error}>{(error) => <ProblemNotice error={error()} />}</Show>
      <div class="flex items-center gap-3">
        <Button type="submit" look="primary" disabled={form.save.isPending || !form.isJson()}>
          {form.isNew ? t('scheduleForm.create') : t('limits.save')}
        </Button>
        <A href={props.schedule ? `/schedules/${props.schedule.id}` : '/schedules'} class={buttonClass('secondary')}>
          {t('scheduleForm.cancel')}
        </A>
        <Show when={form.hasShownFaults()}>
          <p class="text-bad">{t('scheduleForm.hasFaults')}</p>
        </Show>
      </div>
    </form>
  );
}

function Part(props: { title: string; class?: string; children: JSX.Element }) {
  return (
    <section class={`panel grid min-w-0 gap-4 p-4 ${props.class ?? ''}`}>
      <h2 class="font-medium">{props.title}</h2>
      {props.children}
    </section>
  );
}
