import { For, Match, Show, Switch } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { ChoiceCards } from './choice-cards.tsx';
import { TextRow } from './form-row.tsx';
import { TIMING_KINDS } from './schedule-form.ts';
import type { ScheduleFormState } from './schedule-form-state.ts';
import { ZoneOptions } from './zone-options.tsx';

/** Expressions to begin with; what each means shows at once in the preview. */
const EXAMPLES = ['0 6 * * 1-5', '*/15 * * * *', '@daily', '0 9 LW * *', '0 9 * * MON#1'];

const ZONE_LIST = 'time-zones';

type InstantField = 'at' | 'anchor' | 'startAt' | 'endAt';

/** When the schedule fires. All times are by the clocks of its zone. */
export function TimingFields(props: { form: ScheduleFormState }) {
  const kind = () => props.form.form().kind;
  const instant = (field: InstantField, hint?: string) => (
    <TextRow
      form={props.form}
      pointer={`/${field}`}
      label={t(`schedule.${field}`)}
      hint={hint}
      isOptional={field !== 'at'}
      type="datetime-local"
      isDisabled={!props.form.isEditable(field)}
      value={props.form.form()[field]}
      onInput={(wall) => props.form.change({ [field]: wall })}
    />
  );
  return (
    <>
      <ChoiceCards
        label={t('scheduleForm.kind')}
        class="sm:grid-cols-3"
        value={kind()}
        isDisabled={!TIMING_KINDS.every((field) => props.form.isEditable(field))}
        options={TIMING_KINDS.map((value) => ({ value, label: t(`kind.${value}`), hint: t(`kind.${value}Hint`) }))}
        onChange={(chosen) => props.form.change({ kind: chosen })}
      />
      <div class="grid items-start gap-4 sm:grid-cols-2">
        <Switch>
          <Match when={kind() === 'cron'}>
            <CronField form={props.form} />
          </Match>
          <Match when={kind() === 'every'}>
            <TextRow
              form={props.form}
              pointer="/every"
              label={t('schedule.every')}
              hint={t('scheduleForm.everyHint')}
              placeholder="15m"
              isCode
              isDisabled={!props.form.isEditable('every')}
              value={props.form.form().every}
              onInput={(every) => props.form.change({ every })}
            />
          </Match>
          <Match when={kind() === 'at'}>{instant('at')}</Match>
        </Switch>
        <TextRow
          form={props.form}
          pointer="/timezone"
          label={t('schedule.timezone')}
          hint={t('scheduleForm.timezoneHint')}
          list={ZONE_LIST}
          isDisabled={!props.form.isEditable('timezone')}
          value={props.form.form().timezone}
          onInput={(timezone) => props.form.change({ timezone })}
        />
        <ZoneOptions id={ZONE_LIST} />
        <Show when={kind() === 'every'}>
          <div class="sm:col-span-2">{instant('anchor', t('scheduleForm.anchorHint'))}</div>
        </Show>
        <Show when={kind() !== 'at'}>
          {instant('startAt')}
          {instant('endAt', t('scheduleForm.endAtHint'))}
        </Show>
      </div>
    </>
  );
}

function CronField(props: { form: ScheduleFormState }) {
  const change = (cron: string) => props.form.change({ cron });
  return (
    <div class="grid gap-2">
      <TextRow
        form={props.form}
        pointer="/cron"
        label={t('schedule.expression')}
        hint={t('scheduleForm.cronHint')}
        isCode
        isDisabled={!props.form.isEditable('cron')}
        value={props.form.form().cron}
        onInput={change}
      />
      <Show when={props.form.isEditable('cron')}>
        <p class="flex flex-wrap gap-1.5">
          <For each={EXAMPLES}>
            {(example) => (
              <button
                type="button"
                class="rounded border px-1.5 py-0.5 font-mono text-2xs text-soft hover:bg-hover hover:text-ink"
                onClick={() => change(example)}
              >
                {example}
              </button>
            )}
          </For>
        </p>
      </Show>
    </div>
  );
}
