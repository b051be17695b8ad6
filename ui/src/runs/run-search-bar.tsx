import type { RunSearch } from '@fbrain/core/page/run-filter';
import { For, Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';
import { createRunSearchState } from './run-search-state.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useKnownNames } from './use-known-names.ts';

const EXAMPLE = 'state:failed task:csv.* input.order:42 age<1d "connection refused"';

/** The search as text: conditions and words, with suggestions. Reports what was typed once the typing pauses. */
export function RunSearchBar(props: { search: RunSearch; onSearch: (search: RunSearch) => void }) {
  let input: HTMLInputElement | undefined;
  const known = useKnownNames();
  const state = createRunSearchState({
    search: () => props.search,
    onSearch: (search) => props.onSearch(search),
    known,
    input: () => input,
  });
  return (
    <div class="relative">
      <Icon name="search" class="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={t('runs.search')}
        aria-expanded={state.options().length > 0}
        aria-controls="run-suggestions"
        aria-autocomplete="list"
        aria-activedescendant={state.active() >= 0 ? `run-suggestion-${state.active()}` : undefined}
        aria-describedby="run-search-faults"
        autocomplete="off"
        spellcheck={false}
        class="input h-8 pl-8 font-mono text-xs"
        placeholder={t('runs.searchHint', { example: EXAMPLE })}
        data-main-search=""
        value={state.text()}
        onInput={(event) => state.type(event.currentTarget.value)}
        onFocus={known.load}
        onClick={state.open}
        onKeyUp={(event) => isSideways(event.key) && state.move()}
        onKeyDown={state.onKeyDown}
        onBlur={state.close}
      />
      <SuggestionList options={state.options()} active={state.active()} onTake={state.take} />
      <p id="run-search-faults" role="status" class="text-xs text-warning not-empty:pt-1.5">
        <Show when={state.options().length === 0}>
          <For each={state.faults()}>
            {({ word, fault }) => <span class="mr-3">{t(`query.fault.${fault}`, { word })}</span>}
          </For>
        </Show>
      </p>
    </div>
  );
}

const isSideways = (key: string): boolean => key === 'ArrowLeft' || key === 'ArrowRight';
