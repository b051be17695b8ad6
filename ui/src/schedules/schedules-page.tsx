import { A, useSearchParams } from '@solidjs/router';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { createMemo, Show } from 'solid-js';
import { Button, buttonClass } from '../components/button.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t, tn } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { NoSchedules } from './no-schedules.tsx';
import { type ScheduleFilter, type ScheduleFilterParams, toScheduleFilter } from './schedule-filter-params.ts';
import { ScheduleFilters } from './schedule-filters.tsx';
import { ScheduleWeek } from './schedule-week.tsx';
import { scheduleListQuery } from './schedules-queries.ts';
import { SchedulesTable } from './schedules-table.tsx';

/** Every schedule: when it fires next, and how its latest slots went. */
export function SchedulesPage() {
  const [params, setParams] = useSearchParams<ScheduleFilterParams & { view?: string }>();
  const filter = createMemo(() => toScheduleFilter(params));
  const isWeek = () => params.view === 'week';
  const changeFilter = (changes: ScheduleFilterParams) => setParams(changes, { replace: true });
  return (
    <Page
      title={t('nav.schedules')}
      documentTitle={t('nav.schedules')}
      description={t('schedules.about')}
      actions={
        <Allowed to="schedules:write">
          <A href={newScheduleHref(filter().task)} class={buttonClass('primary')}>
            <Icon name="plus" class="-ml-0.5 size-4" />
            {t('schedules.new')}
          </A>
        </Allowed>
      }
    >
      <ViewChoice isWeek={isWeek()} onChoose={(view) => setParams({ view, weeks: undefined }, { replace: true })} />
      <ScheduleFilters filter={filter()} isShort={isWeek()} onChange={changeFilter} />
      <Show when={isWeek()} fallback={<ScheduleList filter={filter()} onChange={changeFilter} />}>
        <ScheduleWeek filter={filter()} />
      </Show>
    </Page>
  );
}

/** The same schedules as a list or as a calendar. */
function ViewChoice(props: { isWeek: boolean; onChoose: (view: string | undefined) => void }) {
  const choice = (isOn: boolean, icon: IconName, label: string, view: string | undefined) => (
    <Button
      aria-pressed={isOn}
      look={isOn ? 'secondary' : 'ghost'}
      class={isOn ? 'border-accent! text-accent!' : ''}
      icon={icon}
      onClick={() => props.onChoose(view)}
    >
      {label}
    </Button>
  );
  return (
    <fieldset aria-label={t('calendar.view')} class="flex gap-2 pb-3">
      {choice(!props.isWeek, 'list', t('calendar.asList'), undefined)}
      {choice(props.isWeek, 'calendar', t('calendar.asWeek'), 'week')}
    </fieldset>
  );
}

function ScheduleList(props: { filter: ScheduleFilter; onChange: (changes: ScheduleFilterParams) => void }) {
  const query = useInfiniteQuery(() => scheduleListQuery(props.filter));
  return (
    <div class="panel overflow-hidden">
      <QueryView query={query}>
        {(data) => {
          const schedules = createMemo(() => data().pages.flatMap((page) => page.items));
          return (
            <Show
              when={schedules().length > 0}
              fallback={<NoSchedules filter={props.filter} onClear={props.onChange} />}
            >
              <SchedulesTable schedules={schedules()} />
              <footer class="flex items-center justify-between gap-4 border-t px-3 py-2 text-xs text-muted">
                <span class="tabular-nums">{tn('schedules.shown', schedules().length)}</span>
                <Show when={query.hasNextPage}>
                  <MoreButton query={query} />
                </Show>
              </footer>
            </Show>
          );
        }}
      </QueryView>
    </div>
  );
}

/** Who looks at the schedules of one task most likely wants another of the same. */
export const newScheduleHref = (task: string | undefined): string =>
  task === undefined ? '/schedules/new' : `/schedules/new?task=${encodeURIComponent(task)}`;
