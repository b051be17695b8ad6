import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { Suggestion } from './run-suggestions.ts';

interface SuggestionListProps {
  options: readonly Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}

/** What the word at the caret may become, below the field. The field keeps the focus. */
export function SuggestionList(props: SuggestionListProps) {
  return (
    <Show when={props.options.length > 0}>
      <div
        id="run-suggestions"
        role="listbox"
        aria-label={t('runs.suggestions')}
        class="absolute inset-x-0 top-9 z-20 max-h-80 overflow-y-auto rounded-lg border bg-raised py-1 shadow-lg sm:right-auto sm:min-w-96"
      >
        <For each={props.options}>
          {(option, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys.
            <div
              id={`run-suggestion-${index()}`}
              role="option"
              aria-selected={index() === props.active}
              class={`flex cursor-pointer items-baseline gap-3 px-3 py-1 hover:bg-hover ${index() === props.active ? 'bg-hover ring-1 ring-line-strong ring-inset' : ''}`}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => props.onTake(option)}
            >
              <span class="font-mono text-xs">{option.label}</span>
              <Show when={option.hint}>
                {(name) => <span class="truncate text-xs text-muted">{t(`query.${name()}`)}</span>}
              </Show>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
