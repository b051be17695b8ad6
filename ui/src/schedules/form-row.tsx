import { For, type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { controlId } from '../tasks/form/form-context.ts';
import type { ScheduleFormState } from './schedule-form-state.ts';

interface FormRowProps {
  form: ScheduleFormState;
  /** JSON pointer of the value in the request. */
  pointer: string;
  label: string;
  hint?: string | undefined;
  isOptional?: boolean;
  children: JSX.Element;
}

/** A control of the editor with its name, a word of explanation, and its faults. */
export function FormRow(props: FormRowProps) {
  return (
    <div class="grid content-start gap-1.5">
      <div class="flex items-baseline gap-2">
        <label for={controlId(props.pointer)} class="font-medium">
          {props.label}
        </label>
        <Show when={props.isOptional}>
          <span class="text-2xs text-muted">{t('form.optional')}</span>
        </Show>
      </div>
      {props.children}
      <Show when={props.hint}>
        <p id={`${controlId(props.pointer)}.hint`} class="text-xs text-pretty text-muted">
          {props.hint}
        </p>
      </Show>
      <For each={props.form.errorsAt(props.pointer)}>
        {(message) => (
          <p role="alert" class="text-xs wrap-anywhere text-bad">
            {message}
          </p>
        )}
      </For>
    </div>
  );
}

interface TextRowProps extends Omit<FormRowProps, 'children'> {
  value: string;
  onInput: (text: string) => void;
  isDisabled?: boolean;
  type?: 'text' | 'datetime-local';
  isCode?: boolean;
  placeholder?: string;
  /** Id of a list of suggestions. */
  list?: string;
}

/** A row with one line of text, or an instant. */
export function TextRow(props: TextRowProps) {
  return (
    <FormRow {...props}>
      <input
        id={controlId(props.pointer)}
        type={props.type ?? 'text'}
        step={props.type === 'datetime-local' ? 1 : undefined}
        list={props.list}
        class={`input ${props.isCode ? 'font-mono' : ''}`}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        disabled={props.isDisabled}
        aria-invalid={props.form.errorsAt(props.pointer).length > 0 ? 'true' : undefined}
        aria-describedby={props.hint ? `${controlId(props.pointer)}.hint` : undefined}
        placeholder={props.placeholder}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </FormRow>
  );
}
