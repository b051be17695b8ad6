import type { Trouble } from '@fbrain/core/overview/overview';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';
import { nowMs } from '../live/now.ts';
import { troubleHref, troubleText } from './trouble-text.ts';

/** What is wrong now, each line a way to where it can be mended; or that all is well. */
export function Troubles(props: { troubles: readonly Trouble[] }) {
  return (
    <Show when={props.troubles.length > 0} fallback={<AllGood />}>
      <section class="panel border-bad/40" aria-labelledby="troubles">
        <h2 id="troubles" class="flex items-center gap-2 px-4 pt-3 pb-1 font-medium">
          <Icon name="alert" class="size-4 text-bad" />
          {t('overview.troubles')}
          <span class="text-muted tabular-nums">{props.troubles.length}</span>
        </h2>
        <ul class="pb-1.5">
          <For each={props.troubles}>
            {(trouble) => (
              <li>
                <A href={troubleHref(trouble)} class="flex items-start gap-2.5 px-4 py-1.5 hover:bg-hover">
                  <Icon
                    name={trouble.severity === 'bad' ? 'circle-x' : 'alert'}
                    class={`mt-0.5 size-4 ${trouble.severity === 'bad' ? 'text-bad' : 'text-warning'}`}
                  />
                  <span class="min-w-0 flex-1 wrap-anywhere">{troubleText(trouble, nowMs())}</span>
                  <Icon name="chevron-right" class="mt-0.5 size-4 text-muted" />
                </A>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function AllGood() {
  return (
    <p class="panel flex flex-wrap items-center gap-x-2.5 gap-y-0.5 px-4 py-3">
      <Icon name="circle-check" class="size-4 text-good" />
      <span class="font-medium">{t('overview.allGood')}</span>
      <span class="text-muted">{t('overview.allGoodHint')}</span>
    </p>
  );
}
