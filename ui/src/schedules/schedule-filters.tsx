import { MANAGERS } from '@fbrain/core/schedule/schedule-info';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { SearchField } from '../components/search-field.tsx';
import { Select } from '../components/select.tsx';
import { settledData } from '../components/settled-data.ts';
import { t } from '../i18n/translate.ts';
import { taskCatalogueQuery } from '../tasks/tasks-queries.ts';
import type { ScheduleFilter, ScheduleFilterParams } from './schedule-filter-params.ts';

interface ScheduleFiltersProps {
  filter: ScheduleFilter;
  /** Only what a calendar can be narrowed by. */
  isShort?: boolean;
  onChange: (changes: ScheduleFilterParams) => void;
}

/** Everything that narrows the list of schedules. */
export function ScheduleFilters(props: ScheduleFiltersProps) {
  const tasks = useQuery(taskCatalogueQuery);
  // A filter from a link may name what no longer exists: it must be seen to be removed.
  const taskNames = () => {
    const known = (settledData(tasks)?.items ?? []).map(({ name }) => name);
    return [...new Set([...(props.filter.task ? [props.filter.task] : []), ...known])].sort();
  };
  const select = (field: keyof ScheduleFilter, label: string, options: { value: string; label: string }[]) => (
    <Select
      label={label}
      class="max-w-48 min-w-36 flex-1 md:flex-none"
      value={props.filter[field] ?? ''}
      options={[{ value: '', label }, ...options]}
      onChange={(value) => props.onChange({ [field]: value || undefined })}
    />
  );
  return (
    <div class="flex flex-wrap gap-2 pb-4">
      <SearchField
        isMain
        label={t('schedules.search')}
        value={props.filter.q ?? ''}
        onSearch={(q) => props.onChange({ q: q || undefined })}
      />
      {select(
        'task',
        t('runs.anyTask'),
        taskNames().map((name) => ({ value: name, label: name })),
      )}
      <Show when={!props.isShort}>
        {select('paused', t('schedules.pausedOrNot'), [
          { value: 'false', label: t('schedules.notPaused') },
          { value: 'true', label: t('queues.paused') },
        ])}
        {select(
          'managedBy',
          t('schedules.anyManager'),
          MANAGERS.map((manager) => ({ value: manager, label: t(`schedules.managedBy.${manager}`) })),
        )}
      </Show>
    </div>
  );
}
