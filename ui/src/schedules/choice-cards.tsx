import { createUniqueId, For, Show } from 'solid-js';

interface ChoiceCardsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string }[];
  onChange: (value: Value) => void;
  isDisabled?: boolean;
  class?: string;
}

/** A few ways to choose one of, each with what it means in a line. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const name = createUniqueId();
  return (
    <fieldset class="grid min-w-0 gap-1.5" disabled={props.isDisabled}>
      <legend class="pb-1.5 font-medium">{props.label}</legend>
      <div class={`grid gap-2 ${props.class ?? ''}`}>
        <For each={props.options}>
          {(option) => (
            <label class="flex items-start gap-2.5 rounded-md border border-line-strong px-3 py-2 has-checked:border-accent has-enabled:hover:bg-hover has-disabled:cursor-not-allowed has-disabled:text-muted">
              <input
                type="radio"
                name={name}
                class="mt-1 size-3.5 shrink-0 accent-accent"
                checked={option.value === props.value}
                onChange={() => props.onChange(option.value)}
              />
              <span class="min-w-0">
                {option.label}
                <Show when={option.hint}>
                  <span class="block text-xs text-pretty text-muted">{option.hint}</span>
                </Show>
              </span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
