import type { Json } from '@fbrain/core/run/json';
import type { JsonSchema } from '@fbrain/core/task/task';
import { For, Match, Switch } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import type { FieldOf } from './field-props.ts';
import { FormContext } from './form-context.ts';
import type { FormField } from './form-field.ts';
import { ObjectProperties } from './object-field.tsx';
import { FieldControl } from './schema-field.tsx';

interface SchemaFormProps {
  field: FormField;
  root: JsonSchema;
  pointer: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  errorsAt: (pointer: string) => readonly string[];
}

/** The form for a whole schema. An object, the normal case, shows its properties without a frame. */
export function SchemaForm(props: SchemaFormProps) {
  const objectField = () => props.field.kind === 'object' && (props.field as FieldOf<'object'>);
  const isEmpty = () => props.field.kind === 'object' && props.field.properties.length === 0 && !props.field.extra;
  return (
    <FormContext.Provider value={{ root: props.root, errorsAt: (pointer) => props.errorsAt(pointer) }}>
      <Switch fallback={<FieldControl {...props} label={t('run.input')} isRequired />}>
        <Match when={props.field.kind === 'json'}>
          <p class="text-muted">{t('form.anyInput')}</p>
        </Match>
        <Match when={isEmpty()}>
          <p class="text-muted">{t('form.noInput')}</p>
        </Match>
        <Match when={objectField()}>{(field) => <ObjectProperties {...props} field={field()} />}</Match>
      </Switch>
      <For each={props.errorsAt(props.pointer)}>
        {(message) => (
          <p role="alert" class="text-xs text-bad">
            {message}
          </p>
        )}
      </For>
    </FormContext.Provider>
  );
}
