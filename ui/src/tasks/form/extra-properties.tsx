import type { JsonObject } from '@fbrain/core/run/json';
import { createSignal, For } from 'solid-js';
import { Button, IconButton } from '../../components/button.tsx';
import { childPointer } from '../../components/json-tree-model.ts';
import { t } from '../../i18n/translate.ts';
import { blankValue, shownValue, withProperty } from './edit-value.ts';
import type { FormField } from './form-field.ts';
import { propertyOf } from './resolve-schema.ts';
import { SchemaField } from './schema-field.tsx';

interface ExtraPropertiesProps {
  object: JsonObject;
  /** Names that have a field of their own. */
  known: readonly string[];
  field: FormField;
  pointer: string;
  onChange: (object: JsonObject) => void;
}

/** Properties with names of the visitor's choice, as in a table of key and value. */
export function ExtraProperties(props: ExtraPropertiesProps) {
  const [newName, setNewName] = createSignal('');
  const names = () => Object.keys(props.object).filter((name) => !props.known.includes(name));
  const canAdd = () => newName() !== '' && !Object.hasOwn(props.object, newName()) && !props.known.includes(newName());
  const add = () => {
    if (!canAdd()) return;
    props.onChange(withProperty(props.object, newName(), blankValue(props.field)));
    setNewName('');
  };
  return (
    <div class="grid gap-2">
      <For each={names()}>
        {(name) => (
          <div class="grid grid-cols-[minmax(0,1fr)_auto] gap-1.5">
            <SchemaField
              field={props.field}
              value={shownValue(props.field, propertyOf(props.object, name))}
              onChange={(value) => props.onChange(withProperty(props.object, name, value ?? blankValue(props.field)))}
              pointer={childPointer(props.pointer, name)}
              label={name}
              isRequired
            />
            <IconButton
              icon="x"
              label={t('form.remove', { name })}
              onClick={() => props.onChange(withProperty(props.object, name, undefined))}
            />
          </div>
        )}
      </For>
      <div class="flex gap-2">
        <input
          class="input max-w-48"
          aria-label={t('form.newName')}
          placeholder={t('form.newName')}
          value={newName()}
          onInput={(event) => setNewName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button icon="plus" disabled={!canAdd()} onClick={add}>
          {t('form.addItem')}
        </Button>
      </div>
    </div>
  );
}
