import type { Json } from '@fbrain/core/run/json';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { RelativeTime } from '../components/relative-time.tsx';
import { settledData } from '../components/settled-data.ts';
import { t } from '../i18n/translate.ts';
import { earlierInputsQuery } from './tasks-queries.ts';

/** More than fits a line of any screen; an input may have megabytes. */
const SHOWN_CHARACTERS = 300;

/** The latest different inputs of a task, one click each to start from. Nothing while there are none. */
export function EarlierInputs(props: { task: string; onTake: (input: Json) => void }) {
  const query = useQuery(() => earlierInputsQuery(props.task));
  return (
    <Show when={(settledData(query) ?? []).length > 0}>
      <section class="panel grid grid-cols-1 gap-2 p-4" aria-label={t('form.earlier')}>
        <h2 class="font-medium">{t('form.earlier')}</h2>
        <p class="text-xs text-muted">{t('form.earlierHint')}</p>
        <ul class="grid grid-cols-1 gap-px">
          <For each={settledData(query)}>
            {({ input, at }) => (
              <li>
                <button
                  type="button"
                  class="flex w-full items-baseline gap-3 rounded-md px-2 py-1 text-left hover:bg-hover"
                  onClick={() => props.onTake(input)}
                >
                  <code class="min-w-0 flex-1 truncate font-mono text-xs">
                    {JSON.stringify(input).slice(0, SHOWN_CHARACTERS)}
                  </code>
                  <RelativeTime at={at} class="shrink-0 text-xs text-muted" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
