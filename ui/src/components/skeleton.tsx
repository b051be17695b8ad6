import { For } from 'solid-js';
import { t } from '../i18n/translate.ts';

const WIDTHS = ['w-3/5', 'w-4/5', 'w-2/5', 'w-3/4', 'w-1/2'];

/** Grey lines in the place of what is on its way. */
export function Skeleton(props: { rows?: number }) {
  const rows = () => Array.from({ length: props.rows ?? 6 }, (_, index) => WIDTHS[index % WIDTHS.length] ?? '');
  return (
    <div class="grid gap-4 p-4" role="status" aria-label={t('common.loading')}>
      <For each={rows()}>{(width) => <div class={`h-3 animate-pulse rounded bg-line ${width}`} />}</For>
    </div>
  );
}
