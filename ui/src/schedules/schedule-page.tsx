import { MAX_RECENT } from '@fbrain/core/schedule/schedule-info';
import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { A, useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { buttonClass } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { JsonTree } from '../components/json-tree.tsx';
import { Page } from '../components/page.tsx';
import { QueryView } from '../components/query-view.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { NextSlots } from './next-slots.tsx';
import { BUTTON_WITH_ICON, ScheduleButtons } from './schedule-buttons.tsx';
import { ScheduleFacts } from './schedule-facts.tsx';
import { ScheduleMarks } from './schedule-marks.tsx';
import { ScheduleNotices } from './schedule-notices.tsx';
import { scheduleQuery } from './schedules-queries.ts';
import { SlotHistory } from './slot-history.tsx';
import { SlotSparkline } from './slot-sparkline.tsx';
import { timingText } from './timing-text.ts';

/** One schedule: when it fires, what it starts, what became of its slots. */
export function SchedulePage() {
  const params = useParams<{ id: string }>();
  const query = useQuery(() => scheduleQuery(params.id));
  return (
    <Show when={params.id} keyed>
      <QueryView query={query} pageTitle={t('nav.schedules')}>
        {(schedule) => <ScheduleDetails schedule={schedule()} />}
      </QueryView>
    </Show>
  );
}

function ScheduleDetails(props: { schedule: ScheduleView }) {
  return (
    <Page
      documentTitle={props.schedule.name}
      title={
        <span class="flex flex-wrap items-center gap-x-3 gap-y-1">
          {props.schedule.name}
          <ScheduleMarks schedule={props.schedule} />
        </span>
      }
      description={props.schedule.description ?? undefined}
      actions={
        <>
          <ScheduleButtons schedule={props.schedule} />
          <Show when={props.schedule.editable.some((field) => field !== 'paused')}>
            <Allowed to="schedules:write">
              <A href={`/schedules/${props.schedule.id}/edit`} class={`${buttonClass('primary')} ${BUTTON_WITH_ICON}`}>
                <Icon name="settings" class="-ml-0.5 size-4" />
                {t('schedule.edit')}
              </A>
            </Allowed>
          </Show>
        </>
      }
    >
      <p class="-mt-2 pb-5 text-base">
        {timingText(props.schedule)} <span class="text-muted">· {props.schedule.timezone}</span>
      </p>
      <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <aside class="grid min-w-0 gap-5 lg:order-last">
          <NextSlots schedule={props.schedule} />
          <ScheduleFacts schedule={props.schedule} />
          <Show when={props.schedule.input != null}>
            <section class="panel min-w-0 p-4">
              <h2 class="pb-2 font-medium">{t('run.input')}</h2>
              <JsonTree value={props.schedule.input ?? null} />
            </section>
          </Show>
        </aside>
        <div class="grid min-w-0 gap-5">
          <ScheduleNotices schedule={props.schedule} />
          <section class="panel min-w-0 overflow-hidden">
            <header class="flex flex-wrap items-center justify-between gap-3 border-b px-4 py-3">
              <h2 class="font-medium">{t('schedule.history')}</h2>
              <Show when={props.schedule.recent.length > 0}>
                <SlotSparkline slots={props.schedule.recent} timezone={props.schedule.timezone} max={MAX_RECENT} />
              </Show>
            </header>
            <SlotHistory schedule={props.schedule} />
          </section>
        </div>
      </div>
    </Page>
  );
}
