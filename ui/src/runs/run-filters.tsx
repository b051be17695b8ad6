import type { RunFilter } from '@fbrain/core/page/run-filter';
import { RUN_STATES, type RunState } from '@fbrain/core/run/run-state';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { Chip } from '../components/chip.tsx';
import { Icon } from '../components/icon.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { settledData } from '../components/settled-data.ts';
import { STATE_LOOK } from '../components/state-look.ts';
import { t } from '../i18n/translate.ts';
import { queuesQuery } from '../queues/queues-queries.ts';
import { taskCatalogueQuery } from '../tasks/tasks-queries.ts';
import { isFiltered, NO_FILTER, type RunFilterField, toggleState } from './run-filter-params.ts';

interface RunFiltersProps {
  filter: RunFilter;
  onChange: (changes: Record<string, string | string[] | undefined>) => void;
}

/** Conditions that come from links elsewhere and have no control of their own. */
const LINKED = [
  'tag',
  'workerId',
  'scheduleId',
  'createdAfter',
  'createdBefore',
] as const satisfies readonly RunFilterField[];

/** Everything that narrows the list: states, task, queue, text, and what a link brought along. */
export function RunFilters(props: RunFiltersProps) {
  const tasks = useQuery(taskCatalogueQuery);
  const queues = useQuery(queuesQuery);
  const names = (items: readonly { name: string }[] | undefined) => (items ?? []).map(({ name }) => name);
  return (
    <div class="grid gap-2.5 pb-4">
      <div class="flex flex-wrap gap-2">
        <SearchField
          isMain
          label={t('runs.search')}
          value={props.filter.q ?? ''}
          onSearch={(q) => props.onChange({ q: q || undefined })}
        />
        <NameSelect
          label={t('runs.anyTask')}
          value={props.filter.task}
          names={names(settledData(tasks)?.items)}
          onChange={(task) => props.onChange({ task })}
        />
        <NameSelect
          label={t('runs.anyQueue')}
          value={props.filter.queue}
          names={names(settledData(queues)?.items)}
          onChange={(queue) => props.onChange({ queue })}
        />
      </div>
      <div class="flex gap-1.5 overflow-x-auto p-0.5 md:flex-wrap">
        <For each={RUN_STATES}>
          {(state) => (
            <StateChip
              state={state}
              isOn={props.filter.states.includes(state)}
              onToggle={() => props.onChange({ state: toggleState(props.filter.states, state) })}
            />
          )}
        </For>
        <For each={LINKED.filter((field) => props.filter[field] !== undefined)}>
          {(field) => (
            <Chip onClick={() => props.onChange({ [field]: undefined })} label={t('runs.removeFilter')}>
              {t(`filter.${field}`)}: <span class="font-mono">{props.filter[field]}</span>
              <Icon name="x" class="size-3" />
            </Chip>
          )}
        </For>
        <Show when={isFiltered(props.filter)}>
          <button
            type="button"
            class="px-2 text-xs whitespace-nowrap text-accent hover:underline"
            onClick={() => props.onChange(NO_FILTER)}
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

interface NameSelectProps {
  label: string;
  value: string | undefined;
  names: readonly string[];
  onChange: (name: string | undefined) => void;
}

function NameSelect(props: NameSelectProps) {
  // A filter from a link may name what no longer exists: it must be seen to be removed.
  const names = () => [...new Set([...(props.value ? [props.value] : []), ...props.names])].sort();
  return (
    <Select
      label={props.label}
      class="max-w-48 min-w-32 flex-1 md:flex-none"
      value={props.value ?? ''}
      options={[{ value: '', label: props.label }, ...names().map((name) => ({ value: name, label: name }))]}
      onChange={(name) => props.onChange(name || undefined)}
    />
  );
}
