import type { Progress } from '@fbrain/core/run/run';
import { Show } from 'solid-js';
import { locale, t } from '../i18n/translate.ts';

/** How far a run is, with what it says about it. */
export function ProgressBar(props: { progress: Progress; isCompact?: boolean }) {
  const percent = () => Math.round(props.progress.fraction * 100);
  return (
    <div class="flex items-center gap-2">
      <div
        role="progressbar"
        aria-label={t('run.progress')}
        aria-valuenow={percent()}
        class={`bar ${props.isCompact ? 'w-16' : 'flex-1'}`}
      >
        <div class="transition-[width] duration-300" style={{ width: `${percent()}%` }} />
      </div>
      <span class="text-xs text-muted tabular-nums">
        {props.progress.fraction.toLocaleString(locale(), { style: 'percent' })}
      </span>
      <Show when={!props.isCompact && props.progress.message}>
        <span class="truncate text-xs text-muted">{props.progress.message}</span>
      </Show>
    </div>
  );
}
