import type { Json } from '@fbrain/core/run/json';
import { For, Show } from 'solid-js';
import { Button } from '../../components/button.tsx';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { withProperty } from './edit-value.ts';
import { ExtraProperties } from './extra-properties.tsx';
import type { FieldOf, FieldProps } from './field-props.ts';
import { initialValue } from './initial-value.ts';
import { asObject, propertyOf } from './resolve-schema.ts';
import { SchemaField } from './schema-field.tsx';

/** An object inside the input. An optional one is absent until someone adds it. */
export function ObjectField(props: FieldProps<FieldOf<'object'>>) {
  return (
    <Show
      when={props.value !== undefined}
      fallback={
        <Button icon="plus" class="w-fit" onClick={() => props.onChange(initialValue(props.field, true))}>
          {t('form.add', { name: props.field.title ?? props.label })}
        </Button>
      }
    >
      <div class="grid gap-4 border-l-2 pl-4">
        <ObjectProperties {...props} />
        <Show when={!props.isRequired}>
          <Button icon="x" look="ghost" class="w-fit" onClick={() => props.onChange(undefined)}>
            {t('form.remove', { name: props.field.title ?? props.label })}
          </Button>
        </Show>
      </div>
    </Show>
  );
}

/** The properties of an object, one after the other: also the whole form, without a frame. */
export function ObjectProperties(props: Omit<FieldProps<FieldOf<'object'>>, 'label' | 'isRequired'>) {
  const object = () => asObject(props.value);
  const setProperty = (name: string, value: Json | undefined) => props.onChange(withProperty(object(), name, value));
  return (
    <>
      <For each={props.field.properties}>
        {(property) => (
          <SchemaField
            field={property.field()}
            value={propertyOf(object(), property.name)}
            onChange={(value) => setProperty(property.name, value)}
            pointer={childPointer(props.pointer, property.name)}
            label={property.name}
            isRequired={property.isRequired}
          />
        )}
      </For>
      <Show when={props.field.extra}>
        {(extra) => (
          <ExtraProperties
            object={object()}
            known={props.field.properties.map(({ name }) => name)}
            field={extra()()}
            pointer={props.pointer}
            onChange={props.onChange}
          />
        )}
      </Show>
    </>
  );
}
