import { For } from 'solid-js';

export interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  class?: string;
  id?: string;
  isInvalid?: boolean;
  isDisabled?: boolean;
}

/** The browser's own select: best with a keyboard, a thumb, and a screen reader. */
export function Select(props: SelectProps) {
  return (
    <select
      id={props.id}
      aria-label={props.label}
      disabled={props.isDisabled}
      aria-invalid={props.isInvalid ? 'true' : undefined}
      class={`input h-8 py-0 ${props.class ?? ''}`}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <For each={props.options}>
        {(option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        )}
      </For>
    </select>
  );
}
