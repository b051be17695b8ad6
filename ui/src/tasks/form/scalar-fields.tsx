import type { Json } from '@fbrain/core/run/json';
import { isMask, MASK_TEXT } from '@fbrain/core/secret/sealed-json';
import { batch, createEffect, createSignal, Show } from 'solid-js';
import { Select } from '../../components/select.tsx';
import { t } from '../../i18n/translate.ts';
import type { FieldOf, FieldProps } from './field-props.ts';
import { FileButton } from './file-button.tsx';
import { controlId, useFormScope } from './form-context.ts';
import { growClass } from './grow-class.ts';
import { fromLocalInput, toLocalInput } from './local-date-time.ts';
import { parseNumber } from './parse-number.ts';

const INPUT_TYPES: Record<string, string> = { date: 'date', email: 'email', uri: 'url', 'date-time': 'datetime-local' };

/** A line of text, or a box that grows with it when the schema sets no small limit. */
export function TextField(props: FieldProps<FieldOf<'text'>>) {
  const scope = useFormScope();
  const isInvalid = () => (scope.errorsAt(props.pointer).length > 0 ? ('true' as const) : undefined);
  const type = () => (props.field.isSecret ? 'password' : (INPUT_TYPES[props.field.format ?? ''] ?? 'text'));
  const isInstant = () => type() === 'datetime-local';
  const isKept = () => props.value !== undefined && isMask(props.value);
  const text = () => {
    if (typeof props.value === 'string') return props.value;
    return props.value === undefined || isKept() ? '' : JSON.stringify(props.value);
  };
  const change = (raw: string) => {
    const value = isInstant() ? fromLocalInput(raw) : raw;
    props.onChange(value === '' && !props.isRequired ? undefined : value);
  };
  return (
    <>
      <Show when={props.field.file}>{(file) => <FileButton accept={file().mediaType} onFile={props.onChange} />}</Show>
      <Show
        when={props.field.isLong}
        fallback={
          <input
            id={controlId(props.pointer)}
            type={type()}
            autocomplete={props.field.isSecret ? 'new-password' : undefined}
            step={isInstant() ? 1 : undefined}
            class="input"
            aria-invalid={isInvalid()}
            placeholder={isKept() ? MASK_TEXT : placeholder(props.field)}
            value={isInstant() ? toLocalInput(text()) : text()}
            onInput={(event) => change(event.currentTarget.value)}
          />
        }
      >
        <textarea
          id={controlId(props.pointer)}
          rows={1}
          class={`input max-h-72 min-h-8 ${growClass(text())}`}
          aria-invalid={isInvalid()}
          placeholder={isKept() ? MASK_TEXT : placeholder(props.field)}
          value={text()}
          onInput={(event) => change(event.currentTarget.value)}
        />
      </Show>
    </>
  );
}

/** Keeps the text as typed, so that "1." on the way to "1.5" is left alone. */
export function NumberField(props: FieldProps<FieldOf<'number'>>) {
  const scope = useFormScope();
  const [typed, setTyped] = createSignal('');
  const shown = () => {
    if (parseNumber(typed()) === props.value) return typed();
    return props.value === undefined ? '' : String(props.value);
  };
  return (
    <input
      id={controlId(props.pointer)}
      type="text"
      inputmode={props.field.isInteger ? 'numeric' : 'decimal'}
      class="input max-w-48 tabular-nums"
      aria-invalid={scope.errorsAt(props.pointer).length > 0 ? 'true' : undefined}
      placeholder={placeholder(props.field)}
      value={shown()}
      onInput={(event) => {
        // In one go: between the two the control would show the old value again.
        const text = event.currentTarget.value;
        batch(() => {
          setTyped(text);
          props.onChange(parseNumber(text));
        });
      }}
    />
  );
}

/** Absent is neither yes nor no: the task may have a default. */
export function BooleanField(props: FieldProps<FieldOf<'boolean'>>) {
  const word = () => {
    if (props.value === undefined) return t('form.choose');
    return props.value === true ? t('form.yes') : t('form.no');
  };
  return (
    <label class="flex w-fit items-center gap-2">
      <input
        ref={(element) => createEffect(() => (element.indeterminate = props.value === undefined))}
        id={controlId(props.pointer)}
        type="checkbox"
        class="size-4 accent-accent"
        checked={props.value === true}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span class="text-soft">{word()}</span>
    </label>
  );
}

/** A few fixed values. The browser's select knows only texts: the index stands for the value. */
export function ChoiceField(props: FieldProps<FieldOf<'choice'>>) {
  const scope = useFormScope();
  const index = () => props.field.options.findIndex((option) => JSON.stringify(option) === JSON.stringify(props.value));
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

const optionLabel = (option: Json): string => (typeof option === 'string' ? option : JSON.stringify(option));

/** An example shows the expected shape better than any explanation. */
function placeholder({ examples }: FieldProps['field']): string {
  const [first] = examples;
  return first === undefined ? '' : optionLabel(first);
}
