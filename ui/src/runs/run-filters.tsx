import type { RunSearch } from '@fbrain/core/page/run-filter';
import { RUN_STATES, type RunState } from '@fbrain/core/run/run-state';
import { For, Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { STATE_LOOK } from '../components/state-look.ts';
import { t } from '../i18n/translate.ts';
import { isFiltered, toggleState } from './run-filter-params.ts';
import { RunSearchBar } from './run-search-bar.tsx';
import { RunViews } from './run-views.tsx';

interface RunFiltersProps {
  search: RunSearch;
  onSearch: (search: RunSearch) => void;
}

/** Everything that narrows the list: the search as text, saved views, and the states as buttons. */
export function RunFilters(props: RunFiltersProps) {
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] gap-2 pb-4">
      <RunViews search={props.search} onChoose={props.onSearch} />
      <RunSearchBar search={props.search} onSearch={props.onSearch} />
      <div class="flex gap-1.5 overflow-x-auto p-0.5 md:flex-wrap">
        <For each={RUN_STATES}>
          {(state) => (
            <StateChip
              state={state}
              isOn={props.search.states.includes(state)}
              onToggle={() => props.onSearch({ ...props.search, states: toggleState(props.search.states, state) })}
            />
          )}
        </For>
        <Show when={isFiltered(props.search)}>
          <button
            type="button"
            class="px-2 text-xs whitespace-nowrap text-accent hover:underline"
            onClick={() => props.onSearch({ states: [] })}
          >
            {t('runs.clearFilters')}
          </button>
        </Show>
      </div>
    </div>
  );
}

function StateChip(props: { state: RunState; isOn: boolean; onToggle: () => void }) {
  const look = () => STATE_LOOK[props.state];
  return (
    <button
      type="button"
      aria-pressed={props.isOn}
      class={`inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium whitespace-nowrap ${
        props.isOn
          ? `border-current bg-surface ${look().text}`
          : 'border-line text-muted hover:border-line-strong hover:text-ink'
      }`}
      onClick={() => props.onToggle()}
    >
      <Icon name={look().icon} class={`size-3.5 ${look().text}`} />
      {t(`state.${props.state}`)}
    </button>
  );
}
