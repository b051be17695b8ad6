import type { ScheduleInfo } from '@fbrain/core/schedule/schedule-info';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { QueryView } from '../components/query-view.tsx';
import { t } from '../i18n/translate.ts';
import { previewQuery } from './schedules-queries.ts';
import { SlotList } from './slot-list.tsx';
import { timetableOf } from './timetable-of.ts';

/** The next ten slots of a schedule; of a paused one those that it would fire. */
export function NextSlots(props: { schedule: ScheduleInfo }) {
  return (
    <section class="panel p-4">
      <h2 class="pb-3 font-medium">{t('schedule.nextSlots')}</h2>
      {/* A schedule that fires no more has no preview: it would be refused. */}
      <Show when={hasSlots(props.schedule)} fallback={<p class="text-muted">{t('schedule.noNextSlots')}</p>}>
        <Preview schedule={props.schedule} />
      </Show>
    </section>
  );
}

function Preview(props: { schedule: ScheduleInfo }) {
  const query = useQuery(() => ({
    ...previewQuery(timetableOf(props.schedule)),
    // Once the first of them is past, others are next.
    refetchInterval: ({ state }) => untilNext(state.data?.slots[0]?.at),
  }));
  return <QueryView query={query}>{(preview) => <SlotList slots={preview().slots} />}</QueryView>;
}

/** A schedule of every second is not asked about more often than others, and no timer of a browser lasts a month. */
const [MIN_REFRESH_MS, MAX_REFRESH_MS] = [2_000, 60_000];

const untilNext = (at: string | undefined): number =>
  at === undefined ? MAX_REFRESH_MS : Math.min(MAX_REFRESH_MS, Math.max(MIN_REFRESH_MS, Date.parse(at) - Date.now()));

/** Of a paused or disabled one the server names no next slot, though it may have one. */
const hasSlots = ({ nextSlotAt, paused, disabledReason }: ScheduleInfo): boolean =>
  nextSlotAt !== null || (paused && disabledReason === null);
