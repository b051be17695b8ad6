import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';

/** How much of what can serve a queue is taken; a full bar is what makes runs wait. */
export function Utilisation(props: { part: number | null }) {
  const percent = () => Math.round((props.part ?? 0) * 100);
  return (
    <Show when={props.part !== null} fallback={<span class="text-warning">{t('queues.noWorker')}</span>}>
      <span class="flex items-center gap-2">
        <span class="bar w-16" aria-hidden="true">
          <span class={percent() >= 100 ? 'bg-warning' : ''} style={{ width: `${percent()}%` }} />
        </span>
        <span class="text-xs text-muted tabular-nums">{percent()} %</span>
      </span>
    </Show>
  );
}
