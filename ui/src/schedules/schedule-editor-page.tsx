import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import type { TaskInfo } from '@fbrain/core/task/task';
import { useParams, useSearchParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t } from '../i18n/translate.ts';
import { taskCatalogueQuery } from '../tasks/tasks-queries.ts';
import { ScheduleEditor } from './schedule-editor.tsx';
import { blankForm, toForm } from './schedule-form.ts';
import { firstInput } from './schedule-form-state.ts';
import { scheduleQuery } from './schedules-queries.ts';

/** The form of a new schedule; `?task=` chooses what it starts. */
export function NewSchedulePage() {
  const [search] = useSearchParams<{ task?: string }>();
  const tasks = useQuery(taskCatalogueQuery);
  const form = (items: readonly TaskInfo[]) => {
    const chosen = items.find(({ name }) => name === search.task);
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    return { ...blankForm(timeZone, chosen?.name ?? ''), input: chosen && firstInput(chosen) };
  };
  return (
    <Page title={t('schedules.new')} documentTitle={t('schedules.new')}>
      <QueryView query={tasks}>
        {(data) => <ScheduleEditor form={form(data().items)} schedule={null} tasks={data().items} />}
      </QueryView>
    </Page>
  );
}

/** The form of a schedule that is there. */
export function EditSchedulePage() {
  const params = useParams<{ id: string }>();
  // Only what it was when the editor opened matters: its slots go on meanwhile.
  const query = useQuery(() => ({ ...scheduleQuery(params.id), refetchInterval: false as const }));
  return (
    <QueryView query={query} pageTitle={t('nav.schedules')}>
      {(schedule) => <EditorOf schedule={schedule()} />}
    </QueryView>
  );
}

function EditorOf(props: { schedule: ScheduleInfo }) {
  const tasks = useQuery(taskCatalogueQuery);
  const title = () => t('schedule.editTitle', { name: props.schedule.name });
  return (
    <Page title={title()} documentTitle={title()}>
      <QueryView query={tasks}>
        {(data) => <ScheduleEditor form={toForm(props.schedule)} schedule={props.schedule} tasks={data().items} />}
      </QueryView>
    </Page>
  );
}
