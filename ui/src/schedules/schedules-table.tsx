import type { ScheduleView } from '@fbrain/core/schedule/schedule-preview';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { RelativeTime } from '../components/relative-time.tsx';
import { locale, t } from '../i18n/translate.ts';
import { formatSlot } from './format-slot.ts';
import { ScheduleButtons } from './schedule-buttons.tsx';
import { ScheduleMarks } from './schedule-marks.tsx';
import { SlotOutcome } from './slot-outcome.tsx';
import { SlotSparkline } from './slot-sparkline.tsx';
import { timingText } from './timing-text.ts';

/** As many as show a habit at a glance. */
const RECENT = 12;

/** Schedules as rows. On a phone name, next slot and latest outcomes remain. */
export function SchedulesTable(props: { schedules: readonly ScheduleView[] }) {
  return (
    <div class="overflow-x-auto">
      <table class="table">
        <thead>
          <tr>
            <th>{t('column.schedule')}</th>
            <th class="hidden md:table-cell">{t('column.when')}</th>
            <th>{t('column.nextSlot')}</th>
            <th class="hidden sm:table-cell">{t('column.lastSlot')}</th>
            <th class="hidden lg:table-cell">{t('column.recent')}</th>
            <th class="hidden sm:table-cell">
              <span class="sr-only">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.schedules}>{(schedule) => <ScheduleRow schedule={schedule} />}</For>
        </tbody>
      </table>
    </div>
  );
}

function ScheduleRow(props: { schedule: ScheduleView }) {
  return (
    <tr class="relative h-13 hover:bg-hover">
      <td class="w-full max-w-0 py-1.5 md:w-1/3">
        <div class="flex items-center gap-2">
          {/* The link covers the row: one large target, one stop for the keyboard. */}
          <A
            href={`/schedules/${props.schedule.id}`}
            class="truncate font-medium after:absolute after:inset-0"
            data-row-link=""
          >
            {props.schedule.name}
          </A>
          <ScheduleMarks schedule={props.schedule} />
        </div>
        <p class="truncate text-xs text-muted">{props.schedule.task}</p>
        <Show when={props.schedule.recent.length > 0}>
          <div class="sm:hidden">
            <SlotSparkline slots={props.schedule.recent} timezone={props.schedule.timezone} max={RECENT} />
          </div>
        </Show>
      </td>
      <td class="hidden w-1/3 max-w-0 md:table-cell">
        <p class="truncate" title={props.schedule.cron ?? props.schedule.every ?? props.schedule.at}>
          {timingText(props.schedule)}
        </p>
        <p class="truncate text-xs text-muted">{props.schedule.timezone}</p>
      </td>
      <td class="min-w-36 py-1.5">
        <NextSlot schedule={props.schedule} />
      </td>
      <td class="hidden sm:table-cell">
        <Show when={props.schedule.lastSlot} fallback={<span class="text-muted">–</span>}>
          {(slot) => <SlotOutcome slot={slot()} class="relative" />}
        </Show>
      </td>
      <td class="hidden lg:table-cell">
        <span class="relative inline-block align-middle">
          <SlotSparkline slots={props.schedule.recent} timezone={props.schedule.timezone} max={RECENT} />
        </span>
      </td>
      <td class="hidden text-right sm:table-cell">
        <span class="relative inline-flex gap-1">
          <ScheduleButtons schedule={props.schedule} isCompact />
        </span>
      </td>
    </tr>
  );
}

/** When it fires next, as distance and by the clocks of its zone; the viewer's on hover. */
function NextSlot(props: { schedule: ScheduleView }) {
  return (
    <Show when={props.schedule.nextSlotAt} fallback={<span class="text-muted">–</span>}>
      {(at) => (
        <>
          <RelativeTime at={at()} class="relative" />
          <p
            class="text-xs whitespace-normal text-muted tabular-nums sm:whitespace-nowrap"
            title={formatSlot(at(), locale())}
          >
            {formatSlot(at(), locale(), props.schedule.timezone)}
          </p>
        </>
      )}
    </Show>
  );
}
