import type { JsonObject } from '@fbrain/core/run/json';
import { createEffect, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { toField } from '../tasks/form/form-field.ts';
import { JsonEditor } from '../tasks/form/json-editor.tsx';
import { SchemaForm } from '../tasks/form/schema-form.tsx';
import type { ScheduleFormState } from './schedule-form-state.ts';

/** What each run is given: a form drawn from the schema of the task, the same as JSON, and the options of the run. */
export function RunFields(props: { form: ScheduleFormState }) {
  return (
    <Show when={props.form.form().task !== ''} fallback={<p class="text-muted">{t('scheduleForm.taskFirst')}</p>}>
      <fieldset disabled={!props.form.isEditable('input')} class="grid min-w-0 items-start gap-5 lg:grid-cols-2">
        <div class="grid min-w-0 gap-5">
          {/* Another task, or a changed task file, means another form. */}
          <Show when={props.form.inputField()} keyed>
            {(field) => (
              <SchemaForm
                field={field}
                root={props.form.inputSchema()}
                pointer="/input"
                value={props.form.form().input}
                onChange={(input) => props.form.change({ input })}
                errorsAt={props.form.errorsAt}
              />
            )}
          </Show>
        </div>
        <div class="grid min-w-0 gap-2">
          <h3 class="font-medium">{t('form.asJson')}</h3>
          <JsonEditor
            id="input-json"
            label={t('form.asJson')}
            isLarge
            value={props.form.form().input}
            onChange={(input) => props.form.change({ input })}
            onValid={props.form.setIsJson}
          />
        </div>
      </fieldset>
      <Show when={props.form.hasOptions}>
        <RunOptions form={props.form} />
      </Show>
    </Show>
  );
}

function RunOptions(props: { form: ScheduleFormState }) {
  let details: HTMLDetailsElement | undefined;
  const schema = props.form.optionsSchema;
  const isOpenAtFirst = Object.keys(props.form.form().options).length > 0;
  const hasFaults = () =>
    Object.keys((schema.properties ?? {}) as JsonObject).some((name) => props.form.errorsAt(`/${name}`).length > 0);
  // A fault must be seen; what a person has opened stays open when it is mended.
  createEffect(() => {
    if (details && hasFaults()) details.open = true;
  });
  return (
    <details ref={details} class="border-t pt-4" open={isOpenAtFirst}>
      <summary class="w-fit font-medium text-soft hover:text-ink">{t('form.options')}</summary>
      <div class="grid max-w-xl gap-4 pt-4">
        <SchemaForm
          field={toField(schema, schema)}
          root={schema}
          pointer=""
          value={props.form.form().options}
          onChange={(options) => props.form.change({ options: options as JsonObject })}
          errorsAt={props.form.errorsAt}
        />
      </div>
    </details>
  );
}
