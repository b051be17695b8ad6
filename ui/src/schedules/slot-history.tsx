import type { ScheduleInfo, ScheduleSlot } from '@fbrain/core/schedule/schedule-info';
import { useInfiniteQuery } from '@tanstack/solid-query';
import { createMemo, For, Show } from 'solid-js';
import { EmptyState } from '../components/empty-state.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { QueryView } from '../components/query-view.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { ShortId } from '../components/short-id.tsx';
import { locale, t, tn } from '../i18n/translate.ts';
import { formatSlot } from './format-slot.ts';
import { scheduleSlotsQuery } from './schedules-queries.ts';
import { SlotOutcome } from './slot-outcome.tsx';

/** What became of every slot, newest first: the run that it started, or why it started none. */
export function SlotHistory(props: { schedule: ScheduleInfo }) {
  const query = useInfiniteQuery(() => scheduleSlotsQuery(props.schedule.id));
  return (
    <QueryView query={query}>
      {(data) => {
        const slots = createMemo(() => data().pages.flatMap((page) => page.items));
        return (
          <Show
            when={slots().length > 0}
            fallback={<EmptyState icon="clock" title={t('slots.empty')} hint={t('slots.emptyHint')} />}
          >
            <div class="overflow-x-auto">
              <table class="table">
                <thead>
                  <tr>
                    <th>{t('column.slot')}</th>
                    <th>{t('column.outcome')}</th>
                    <th class="w-full">{t('column.runOrReason')}</th>
                  </tr>
                </thead>
                <tbody>
                  <For each={slots()}>{(slot) => <SlotRow slot={slot} timezone={props.schedule.timezone} />}</For>
                </tbody>
              </table>
            </div>
            <footer class="flex justify-end border-t px-3 py-2 text-xs text-muted">
              <Show when={query.hasNextPage} fallback={<span>{t('slots.end')}</span>}>
                <MoreButton query={query} />
              </Show>
            </footer>
          </Show>
        );
      }}
    </QueryView>
  );
}

function SlotRow(props: { slot: ScheduleSlot; timezone: string }) {
  const zoned = (iso: string) => formatSlot(iso, locale(), props.timezone);
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="tabular-nums">
        <time
          dateTime={props.slot.slotAt}
          title={t('slot.yourTime', { time: formatSlot(props.slot.slotAt, locale()) })}
        >
          {zoned(props.slot.slotAt)}
        </time>
        <p class="text-xs text-muted">
          <Show when={props.slot.fromSlotAt !== props.slot.slotAt} fallback={<RelativeTime at={props.slot.slotAt} />}>
            {t('slots.since', { count: countText(props.slot.count), from: zoned(props.slot.fromSlotAt) })}
          </Show>
        </p>
      </td>
      <td>
        <SlotOutcome slot={props.slot} />
      </td>
      {/* Reasons are sentences: they wrap, so that nothing of them hides. */}
      <td class="min-w-48 py-1.5 whitespace-normal text-soft">
        <Show when={props.slot.runId} fallback={props.slot.reason}>
          {(runId) => <ShortId id={runId()} class="text-muted" />}
        </Show>
      </td>
    </tr>
  );
}

/** An outage of a schedule of every second is not counted to its end. */
const countText = (count: number | null): string => (count === null ? t('slots.many') : tn('slots.count', count));
