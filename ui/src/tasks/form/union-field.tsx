import type { Json } from '@fbrain/core/run/json';
import { createComputed, createSignal, Show } from 'solid-js';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/translate.ts';
import { nearestOption } from './check-value.ts';
import { startValue } from './edit-value.ts';
import type { FieldOf, FieldProps } from './field-props.ts';
import { controlId, useFormScope } from './form-context.ts';
import { FieldControl } from './schema-field.tsx';

/** One of several shapes: a choice, then the control of the chosen one. */
export function UnionField(props: FieldProps<FieldOf<'union'>>) {
  const scope = useFormScope();
  const fields = props.field.options.map((option) => option.field());
  const schemas = fields.map((field) => field.schema);
  const nearest = (value: Json | undefined) => (value === undefined ? 0 : nearestOption(value, schemas, scope.root));
  // A value set from outside chooses its option; a half-typed one of our own must not jump to another.
  let own = props.value;
  const [chosen, setChosen] = createSignal(nearest(own));
  createComputed(() => {
    // A list keeps null in the place of an item that is not filled in yet.
    if (props.value === own || (own === undefined && props.value === null)) return;
    own = props.value;
    if (own !== undefined) setChosen(nearest(own));
  });
  const change = (value: Json | undefined) => {
    own = value;
    props.onChange(value);
  };
  const choose = (index: number) => {
    const field = fields[index];
    if (!field) return change(undefined);
    setChosen(index);
    change(startValue(field));
  };
  const isAbsent = () => props.value === undefined && !props.isRequired;
  const options = () => props.field.options.map(({ label }, index) => ({ value: String(index), label }));
  return (
    <div class="grid gap-2">
      <Select
        id={controlId(props.pointer)}
        label={props.label}
        class="max-w-80"
        value={isAbsent() ? '-1' : String(chosen())}
        options={props.isRequired ? options() : [{ value: '-1', label: t('form.choose') }, ...options()]}
        onChange={(index) => choose(Number(index))}
      />
      <Show when={!isAbsent() && fields[chosen()]} keyed>
        {(field) => <FieldControl {...props} field={field} onChange={change} isRequired />}
      </Show>
    </div>
  );
}
