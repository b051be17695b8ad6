import type { SlotPreview } from '@fbrain/core/schedule/preview-slots';
import { For, Show } from 'solid-js';
import { RelativeTime } from '../components/relative-time.tsx';
import { locale, t } from '../i18n/translate.ts';
import { formatLocal, formatSlot } from './format-slot.ts';

/** Slots to come by the clocks of their zone, the viewer's on hover. Those that a change of clocks touches say so. */
export function SlotList(props: { slots: readonly SlotPreview[] }) {
  return (
    <ol class="grid gap-1.5">
      <For each={props.slots}>
        {(slot) => (
          <li class="flex flex-wrap items-baseline justify-between gap-x-3 tabular-nums">
            <time dateTime={slot.at} title={t('slot.yourTime', { time: formatSlot(slot.at, locale()) })}>
              {formatLocal(slot.local, locale())}
            </time>
            <RelativeTime at={slot.at} class="text-xs text-muted" />
            <Show when={slot.dst}>
              {(change) => <p class="basis-full text-xs text-warning">{t(`slot.${change()}`)}</p>}
            </Show>
          </li>
        )}
      </For>
    </ol>
  );
}
