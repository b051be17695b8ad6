import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { RelativeTime } from '../components/relative-time.tsx';
import { settledData } from '../components/settled-data.ts';
import { ShortId } from '../components/short-id.tsx';
import { t } from '../i18n/translate.ts';
import { scheduleQuery } from './schedules-queries.ts';

/** Which schedule started a run, and for which slot. */
export function FiringSchedule(props: { id: string; slotAt: string | null }) {
  // Its name is all that matters here; a schedule that was deleted has none any more.
  const query = useQuery(() => ({ ...scheduleQuery(props.id), refetchInterval: false as const, retry: false }));
  return (
    <>
      <A href={`/schedules/${props.id}`} class="text-accent hover:underline">
        <Show when={settledData(query)} fallback={<ShortId id={props.id} />}>
          {(schedule) => schedule().name}
        </Show>
      </A>
      <p class="text-xs text-muted">
        <Show when={props.slotAt} fallback={t('schedule.byHand')}>
          {(slotAt) => (
            <>
              {t('schedule.slotOf')} <RelativeTime at={slotAt()} />
            </>
          )}
        </Show>
      </p>
    </>
  );
}
