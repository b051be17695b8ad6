import type { TaskInfo } from '@fbrain/core/task/task';
import { Select } from '../components/select.tsx';
import { t } from '../i18n/translate.ts';
import { controlId } from '../tasks/form/form-context.ts';
import { FormRow, TextRow } from './form-row.tsx';
import type { ScheduleFormState } from './schedule-form-state.ts';

/** What the schedule is called and which task it starts. */
export function NameFields(props: { form: ScheduleFormState; tasks: readonly TaskInfo[] }) {
  // The task of an old schedule may be gone: it must be seen to be changed.
  const names = () =>
    [...new Set([props.form.form().task, ...props.tasks.map(({ name }) => name)])].filter(Boolean).sort();
  return (
    <div class="grid gap-4 sm:grid-cols-2">
      <TextRow
        form={props.form}
        pointer="/name"
        label={t('scheduleForm.name')}
        placeholder="nightly-report"
        isDisabled={!props.form.isEditable('name')}
        value={props.form.form().name}
        onInput={(name) => props.form.change({ name })}
      />
      <FormRow
        form={props.form}
        pointer="/task"
        label={t('column.task')}
        hint={props.form.task()?.description ?? undefined}
      >
        <Select
          id={controlId('/task')}
          label={t('column.task')}
          isDisabled={!props.form.isEditable('task')}
          isInvalid={props.form.errorsAt('/task').length > 0}
          value={props.form.form().task}
          options={[
            { value: '', label: t('scheduleForm.chooseTask') },
            ...names().map((name) => ({ value: name, label: name })),
          ]}
          onChange={props.form.chooseTask}
        />
      </FormRow>
      <div class="sm:col-span-2">
        <TextRow
          form={props.form}
          pointer="/description"
          label={t('scheduleForm.description')}
          isOptional
          isDisabled={!props.form.isEditable('description')}
          value={props.form.form().description}
          onInput={(description) => props.form.change({ description })}
        />
      </div>
    </div>
  );
}
