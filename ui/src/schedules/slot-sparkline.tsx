import type { SlotGlance } from '@fbrain/core/schedule/schedule-info';
import { For, Show } from 'solid-js';
import { locale, t } from '../i18n/translate.ts';
import { formatSlot } from './format-slot.ts';
import { type GlanceKind, glanceKind, glanceText } from './slot-glance.ts';

const WIDTH = 7;
const HEIGHT = 16;

/** A shape for each outcome on a ground of 5 by 16, so that no colour has to be told from another. */
const SHAPES: Record<GlanceKind, { path: string; class: string; isFilled: boolean }> = {
  succeeded: { path: 'M.5 2h4v12h-4z', class: 'text-good', isFilled: true },
  failed: { path: 'm.3 4 4.400 8m0-8L.3 12', class: 'text-bad', isFilled: false },
  cancelled: { path: 'M.7 8h3.600v5.500H.7z', class: 'text-muted', isFilled: false },
  running: { path: 'M.7 2.500h3.600v11H.7z', class: 'text-active', isFilled: false },
  fired: { path: 'M.5 8h4v6h-4z', class: 'text-muted', isFilled: true },
  skipped: { path: 'M1.200 12h2.600v2H1.200z', class: 'text-muted', isFilled: true },
  missed: { path: 'M2.500 8 .3 13.500h4.400z', class: 'text-warning', isFilled: false },
};

/** The outcomes of the latest slots, oldest at the left: seen as shapes, heard as numbers, each slot on hover. */
export function SlotSparkline(props: { slots: readonly SlotGlance[]; timezone: string; max: number }) {
  const shown = () => props.slots.slice(-props.max);
  return (
    <Show when={shown().length > 0} fallback={<span class="text-muted">–</span>}>
      <svg
        role="img"
        aria-label={glanceText(shown())}
        width={shown().length * WIDTH}
        height={HEIGHT}
        stroke-width="1.4"
        class="shrink-0"
      >
        <For each={shown()}>
          {(slot, index) => {
            const kind = () => glanceKind(slot);
            return (
              <g transform={`translate(${index() * WIDTH + 1} 0)`} class={SHAPES[kind()].class}>
                <title>{`${formatSlot(slot.slotAt, locale(), props.timezone)}: ${t(`state.${kind()}`)}`}</title>
                {/* The whole height answers to the pointer, however small the shape. */}
                <path d={`M-1 0h${WIDTH}v${HEIGHT}h-${WIDTH}z`} fill="transparent" />
                <path
                  d={SHAPES[kind()].path}
                  fill={SHAPES[kind()].isFilled ? 'currentColor' : 'none'}
                  stroke={SHAPES[kind()].isFilled ? 'none' : 'currentColor'}
                />
              </g>
            );
          }}
        </For>
      </svg>
    </Show>
  );
}
