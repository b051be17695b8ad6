import type { Json } from '@fbrain/core/run/json';
import { Index, Show } from 'solid-js';
import { Button, IconButton } from '../../components/button.tsx';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { blankValue, shownValue, withItem } from './edit-value.ts';
import type { FieldOf, FieldProps } from './field-props.ts';
import { SchemaField } from './schema-field.tsx';

/** A list with a row per item; an item is added at the end and removed anywhere. */
export function ListField(props: FieldProps<FieldOf<'list'>>) {
  const items = (): Json[] => (Array.isArray(props.value) ? props.value : []);
  const replace = (index: number, value: Json | undefined) => props.onChange(withItem(items(), index, value));
  const remove = (index: number) => {
    const rest = items().filter((_, i) => i !== index);
    props.onChange(rest.length === 0 && !props.isRequired ? undefined : rest);
  };
  const add = () => props.onChange([...items(), blankValue(props.field.itemAt(items().length))]);
  return (
    <div class="grid gap-2">
      <Index each={items()}>
        {(item, index) => (
          <div class="grid grid-cols-[minmax(0,1fr)_auto] gap-1.5 border-l-2 pl-3">
            <SchemaField
              field={props.field.itemAt(index)}
              value={shownValue(props.field.itemAt(index), item())}
              onChange={(value) => replace(index, value)}
              pointer={childPointer(props.pointer, index)}
              label={t('form.item', { number: index + 1 })}
              isRequired
            />
            <IconButton icon="x" label={t('form.removeItem', { number: index + 1 })} onClick={() => remove(index)} />
          </div>
        )}
      </Index>
      <Show when={items().length < props.field.maxItems}>
        <Button icon="plus" class="w-fit" onClick={add}>
          {t('form.addItem')}
        </Button>
      </Show>
    </div>
  );
}
