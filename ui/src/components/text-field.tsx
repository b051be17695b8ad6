import type { JSX } from 'solid-js';
import { Show, splitProps } from 'solid-js';

interface TextFieldProps extends Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onInput' | 'value'> {
  label: string;
  hint?: string | undefined;
  value: string;
  onInput: (text: string) => void;
}

/** An input with its label above and what helps to fill it in below. */
export function TextField(props: TextFieldProps) {
  const [own, rest] = splitProps(props, ['label', 'hint', 'value', 'onInput', 'class']);
  return (
    <label class="grid gap-1.5">
      <span class="font-medium">{own.label}</span>
      <input
        {...rest}
        class={`input ${own.class ?? ''}`}
        value={own.value}
        onInput={(event) => own.onInput(event.currentTarget.value)}
      />
      <Show when={own.hint}>
        <span class="text-xs text-pretty text-muted">{own.hint}</span>
      </Show>
    </label>
  );
}
