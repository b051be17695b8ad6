import type { JSX } from 'solid-js';
import { createUniqueId, Show, splitProps, useContext } from 'solid-js';
import { faultAt } from '../api/api-error.ts';
import { FormRefusal } from './form.tsx';

interface TextFieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value'> {
  label: string;
  hint?: string | undefined;
  /** What is wrong with what stands in it. */
  fault?: string | undefined;
  /** JSON pointer of its value in what the form sends: what the server says about it is shown here. */
  pointer?: string | undefined;
  value: string;
  onInput: (text: string) => void;
}

/** An input with its label above, what helps to fill it in and what is wrong with it below. */
export function TextField(props: TextFieldProps) {
  const [own, rest] = splitProps(props, ['label', 'hint', 'fault', 'pointer', 'value', 'onInput', 'class']);
  const refusal = useContext(FormRefusal);
  const faultId = createUniqueId();
  const fault = () => own.fault ?? (own.pointer === undefined ? undefined : faultAt(refusal(), own.pointer));
  return (
    <div class="grid content-start gap-1.5">
      <label class="grid gap-1.5">
        <span class="font-medium">{own.label}</span>
        <input
          {...rest}
          class={`input ${own.class ?? ''}`}
          aria-invalid={fault() === undefined ? rest['aria-invalid'] : 'true'}
          aria-describedby={fault() === undefined ? rest['aria-describedby'] : faultId}
          value={own.value}
          onInput={(event) => own.onInput(event.currentTarget.value)}
        />
        <Show when={own.hint}>
          <span class="text-xs text-pretty text-muted">{own.hint}</span>
        </Show>
      </label>
      {/* Outside of the label, or it would become part of the field's name. */}
      <Show when={fault()}>
        <p id={faultId} role="alert" lang={own.fault === undefined ? 'en' : undefined} class="text-xs text-bad">
          {fault()}
        </p>
      </Show>
    </div>
  );
}
