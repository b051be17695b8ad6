import { isMask, MASK_TEXT } from '@fbrain/core/secret/sealed-json';
import { batch, createEffect, createMemo, createSignal, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { ChoiceField, optionLabel } from './choice-fields.tsx';
import type { FieldOf, FieldProps } from './field-props.ts';
import { FileButton } from './file-button.tsx';
import { controlId, useFormScope } from './form-context.ts';
import { growClass } from './grow-class.ts';
import { viewerZone } from './local-date-time.ts';
import { numberText, parseNumber } from './parse-number.ts';
import { shownText, type TextControl, textControl, textOf, typedText } from './text-control.ts';

const INPUT_TYPES: Partial<Record<TextControl, string>> = {
  date: 'date',
  instant: 'datetime-local',
  secret: 'password',
};
/** For the keys that a phone shows. The types "email" and "url" would change what is typed. */
const INPUT_MODES: Record<string, 'email' | 'url'> = { email: 'email', uri: 'url' };

/** A line of text, a box that grows with it, or the browser's own control of a day or an instant. */
export function TextField(props: FieldProps<FieldOf<'text'>>) {
  const scope = useFormScope();
  const isInvalid = () => (scope.errorsAt(props.pointer).length > 0 ? ('true' as const) : undefined);
  const isKept = () => props.value !== undefined && isMask(props.value);
  const text = () => (isKept() ? '' : textOf(props.value));
  const control = createMemo(() => textControl(props.field, text()));
  const change = (raw: string) => props.onChange(typedText(control(), raw, props.isRequired));
  return (
    <>
      <Show when={props.field.file}>{(file) => <FileButton accept={file().mediaType} onFile={props.onChange} />}</Show>
      <Show
        when={control() === 'box'}
        fallback={
          <input
            id={controlId(props.pointer)}
            type={INPUT_TYPES[control()] ?? 'text'}
            inputmode={INPUT_MODES[props.field.format ?? '']}
            autocomplete={control() === 'secret' ? 'new-password' : undefined}
            step={control() === 'instant' ? 1 : undefined}
            class={`input ${control() === 'date' || control() === 'instant' ? 'max-w-64' : ''}`}
            aria-invalid={isInvalid()}
            placeholder={isKept() ? MASK_TEXT : placeholder(props.field)}
            value={shownText(control(), text())}
            onInput={(event) => change(event.currentTarget.value)}
          />
        }
      >
        <textarea
          id={controlId(props.pointer)}
          rows={1}
          class={`input min-h-8 ${props.field.file ? 'h-16 font-mono text-xs break-all text-muted' : `max-h-72 ${growClass(text())}`}`}
          aria-invalid={isInvalid()}
          placeholder={isKept() ? MASK_TEXT : placeholder(props.field)}
          value={text()}
          onInput={(event) => change(event.currentTarget.value)}
        />
      </Show>
      <Show when={control() === 'instant'}>
        <p class="text-xs text-muted">{t('form.yourClocks', { zone: viewerZone() })}</p>
      </Show>
    </>
  );
}

/** Keeps the text as typed, so that "1." on the way to "1.5" is left alone. */
export function NumberField(props: FieldProps<FieldOf<'number'>>) {
  const scope = useFormScope();
  const [typed, setTyped] = createSignal('');
  const shown = () => (parseNumber(typed()) === props.value ? typed() : numberText(props.value));
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

/** What may be left out is neither yes nor no until someone says so, and can be left out again. */
export function BooleanField(props: FieldProps<FieldOf<'boolean'>>) {
  return (
    <Show
      when={props.isRequired}
      fallback={<ChoiceField {...props} field={{ ...props.field, kind: 'choice', options: [true, false] }} />}
    >
      <label class="flex w-fit items-center gap-2">
        <input
          ref={(element) => createEffect(() => (element.indeterminate = props.value === undefined))}
          id={controlId(props.pointer)}
          type="checkbox"
          class="size-4 accent-accent"
          checked={props.value === true}
          onChange={(event) => props.onChange(event.currentTarget.checked)}
        />
        <span class="text-soft">{props.value === undefined ? t('form.choose') : optionLabel(props.value)}</span>
      </label>
    </Show>
  );
}

/** An example shows the expected shape better than any explanation. */
function placeholder({ examples }: FieldProps['field']): string {
  const [first] = examples;
  return first === undefined ? '' : optionLabel(first);
}
