import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { CodeBlock } from '../components/code-block.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { isFiltered, NO_SCHEDULE_FILTER, type ScheduleFilter } from './schedule-filter-params.ts';

interface NoSchedulesProps {
  filter: ScheduleFilter;
  onClear: (changes: typeof NO_SCHEDULE_FILTER) => void;
}

const IN_CODE = `export default task({
  name: 'report.build',
  schedule: { cron: '0 6 * * 1-5', timezone: 'Europe/Paris' },
  …
});`;

/** An empty list: either the filter hides all, or the next step is a first schedule, here or in a task file. */
export function NoSchedules(props: NoSchedulesProps) {
  return (
    <Show
      when={isFiltered(props.filter)}
      fallback={
        <EmptyState icon="calendar" title={t('schedules.empty')} hint={t('schedules.emptyHint')}>
          <Allowed to="schedules:write">
            <A href="/schedules/new" class={buttonClass('primary')}>
              {t('schedules.new')}
            </A>
          </Allowed>
          <CodeBlock class="mt-2 w-full max-w-xl text-left" text={IN_CODE} />
        </EmptyState>
      }
    >
      <EmptyState icon="search" title={t('schedules.noMatch')} hint={t('runs.noMatchHint')}>
        <Button onClick={() => props.onClear(NO_SCHEDULE_FILTER)}>{t('runs.clearFilters')}</Button>
      </EmptyState>
    </Show>
  );
}
