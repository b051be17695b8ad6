import { MISSED_POLICIES, OVERLAP_POLICIES } from '@fbrain/core/schedule/schedule';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { ChoiceCards } from './choice-cards.tsx';
import { TextRow } from './form-row.tsx';
import type { ScheduleFormState } from './schedule-form-state.ts';

/** What becomes of slots that do not go as planned, each choice explained in a line. */
export function PolicyFields(props: { form: ScheduleFormState }) {
  const isFixed = () => !props.form.isEditable('missed');
  return (
    <div class="grid items-start gap-5 md:grid-cols-2">
      <div class="grid gap-3">
        <ChoiceCards
          label={t('schedule.missed')}
          value={props.form.form().missedPolicy}
          isDisabled={isFixed()}
          options={MISSED_POLICIES.map((value) => ({
            value,
            label: t(`missed.${value}`),
            hint: t(`missed.${value}Hint`),
          }))}
          onChange={(missedPolicy) => props.form.change({ missedPolicy })}
        />
        <div class="grid grid-cols-2 gap-3">
          <Show when={props.form.form().missedPolicy === 'all'}>
            <TextRow
              form={props.form}
              pointer="/missed/maxCount"
              label={t('scheduleForm.maxCount')}
              isDisabled={isFixed()}
              value={props.form.form().missedMaxCount}
              onInput={(missedMaxCount) => props.form.change({ missedMaxCount })}
            />
          </Show>
          <Show when={props.form.form().missedPolicy !== 'skip'}>
            <TextRow
              form={props.form}
              pointer="/missed/maxAge"
              label={t('scheduleForm.maxAge')}
              isDisabled={isFixed()}
              value={props.form.form().missedMaxAge}
              onInput={(missedMaxAge) => props.form.change({ missedMaxAge })}
            />
          </Show>
        </div>
      </div>
      <div class="grid gap-3">
        <ChoiceCards
          label={t('schedule.overlap')}
          value={props.form.form().overlap}
          isDisabled={!props.form.isEditable('overlap')}
          options={OVERLAP_POLICIES.map((value) => ({
            value,
            label: t(`overlap.${value}`),
            hint: t(`overlap.${value}Hint`),
          }))}
          onChange={(overlap) => props.form.change({ overlap })}
        />
        <TextRow
          form={props.form}
          pointer="/jitter"
          label={t('schedule.jitter')}
          hint={t('scheduleForm.jitterHint')}
          isOptional
          placeholder="0s"
          isDisabled={!props.form.isEditable('jitter')}
          value={props.form.form().jitter}
          onInput={(jitter) => props.form.change({ jitter })}
        />
        <Show when={props.form.isNew}>
          <label class="flex w-fit items-center gap-2">
            <input
              type="checkbox"
              class="size-4 accent-accent"
              checked={props.form.form().paused}
              onChange={(event) => props.form.change({ paused: event.currentTarget.checked })}
            />
            {t('scheduleForm.paused')}
          </label>
        </Show>
      </div>
    </div>
  );
}
