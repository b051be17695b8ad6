import type { Json } from '@fbrain/core/run/json';
import { createUniqueId, For, Match, Show, Switch } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { ChoiceField, ChoicesField, optionLabel } from './choice-fields.tsx';
import type { FieldProps } from './field-props.ts';
import { controlId, useFormScope } from './form-context.ts';
import type { FormField } from './form-field.ts';
import { JsonEditor } from './json-editor.tsx';
import { ListField } from './list-field.tsx';
import { ObjectField } from './object-field.tsx';
import { BooleanField, NumberField, TextField } from './scalar-fields.tsx';
import { UnionField } from './union-field.tsx';

/** One value of the input with its name, explanation, control and faults, whatever its schema. */
export function SchemaField(props: FieldProps) {
  const scope = useFormScope();
  const descriptionId = createUniqueId();
  const errors = () => scope.errorsAt(props.pointer);
  return (
    <div class="grid gap-1.5">
      <div class="flex items-baseline gap-2">
        <label for={controlId(props.pointer)} class="font-medium">
          {props.field.title ?? props.label}
        </label>
        <Show when={!props.isRequired}>
          <span class="text-2xs text-muted">{optionalText(props.field)}</span>
        </Show>
      </div>
      <Show when={props.field.description}>
        <p id={descriptionId} class="-mt-1 text-xs text-pretty text-muted">
          {props.field.description}
        </p>
      </Show>
      <FieldControl {...props} />
      <For each={errors()}>
        {(message) => (
          <p role="alert" class="text-xs text-bad">
            {message}
          </p>
        )}
      </For>
    </div>
  );
}

/** The control alone, for parents that name it themselves. */
export function FieldControl(props: FieldProps) {
  const as = <Kind extends FormField['kind']>(kind: Kind) =>
    props.field.kind === kind && (props as FieldProps<Extract<FormField, { kind: Kind }>>);
  return (
    <Switch fallback={<JsonEditor {...props} id={controlId(props.pointer)} />}>
      <Match when={as('text')}>{(own) => <TextField {...own()} />}</Match>
      <Match when={as('number')}>{(own) => <NumberField {...own()} />}</Match>
      <Match when={as('boolean')}>{(own) => <BooleanField {...own()} />}</Match>
      <Match when={as('choice')}>{(own) => <ChoiceField {...own()} />}</Match>
      <Match when={as('choices')}>{(own) => <ChoicesField {...own()} />}</Match>
      <Match when={as('list')}>{(own) => <ListField {...own()} />}</Match>
      <Match when={as('object')}>{(own) => <ObjectField {...own()} />}</Match>
      <Match when={as('union')}>{(own) => <UnionField {...own()} />}</Match>
      <Match when={as('null')}>
        <code class="font-mono text-xs text-muted">null</code>
      </Match>
    </Switch>
  );
}

const isWord = (value: Json): value is string => typeof value === 'string' && /^[\w.-]+$/.test(value);

/** The task fills in a default by itself: what is left out must not look like its opposite. */
function optionalText({ default: value }: FormField): string {
  if (value === undefined) return t('form.optional');
  const isPlain = isWord(value) || typeof value === 'boolean';
  return t('form.optionalDefault', { value: isPlain ? optionLabel(value) : JSON.stringify(value) });
}
