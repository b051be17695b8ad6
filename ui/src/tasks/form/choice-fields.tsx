import type { Json } from '@fbrain/core/run/json';
import { For } from 'solid-js';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/translate.ts';
import { isSameJson } from './check-scalar.ts';
import type { FieldOf, FieldProps } from './field-props.ts';
import { controlId, useFormScope } from './form-context.ts';

/** A few fixed values. The browser's select knows only texts: the index stands for the value. */
export function ChoiceField(props: FieldProps<FieldOf<'choice'>>) {
  const scope = useFormScope();
  const index = () =>
    props.value === undefined ? -1 : props.field.options.findIndex((option) => isSameJson(option, props.value ?? null));
  const options = () => props.field.options.map((option, i) => ({ value: String(i), label: optionLabel(option) }));
  return (
    <Select
      id={controlId(props.pointer)}
      label={props.label}
      class="max-w-80"
      isInvalid={scope.errorsAt(props.pointer).length > 0}
      value={String(index())}
      options={props.isRequired && index() >= 0 ? options() : [{ value: '-1', label: t('form.choose') }, ...options()]}
      onChange={(chosen) => props.onChange(props.field.options[Number(chosen)])}
    />
  );
}

/** Any number of a few fixed values: a box for each. What is none of them is left to the JSON beside the form. */
export function ChoicesField(props: FieldProps<FieldOf<'choices'>>) {
  const chosen = (): Json[] => (Array.isArray(props.value) ? props.value : []);
  const isChosen = (option: Json) => chosen().some((each) => isSameJson(each, option));
  const toggle = (option: Json) => {
    const next = isChosen(option) ? chosen().filter((each) => !isSameJson(each, option)) : [...chosen(), option];
    props.onChange(next.length === 0 && !props.isRequired ? undefined : next);
  };
  return (
    <fieldset class="flex flex-wrap gap-x-5 gap-y-1.5">
      <legend class="sr-only">{props.label}</legend>
      <For each={props.field.options}>
        {(option) => (
          <label class="flex items-center gap-2">
            <input
              type="checkbox"
              class="size-4 accent-accent"
              checked={isChosen(option)}
              onChange={() => toggle(option)}
            />
            {optionLabel(option)}
          </label>
        )}
      </For>
    </fieldset>
  );
}

/** What people call a value. */
export function optionLabel(option: Json): string {
  if (typeof option === 'boolean') return option ? t('form.yes') : t('form.no');
  return typeof option === 'string' ? option : JSON.stringify(option);
}
