import type { Run } from '@fbrain/core/run/run';
import type { RunReason } from '@fbrain/core/run/run-explanation';
import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import { For, Show } from 'solid-js';
import { settledData } from '../components/settled-data.ts';
import { ShortId } from '../components/short-id.tsx';
import { t } from '../i18n/translate.ts';
import { reasonPlace } from './reason-place.ts';
import { reasonText } from './reason-text.ts';
import { whyQuery } from './runs-queries.ts';

/** What a waiting run waits for; the answer changes without any event, so it is asked again while the run waits. */
export function RunWhy(props: { run: Run }) {
  const query = useQuery(() => whyQuery(props.run.id));
  return (
    <Show when={settledData(query)?.reasons.length}>
      <section class="panel p-4">
        <h2 class="pb-2 font-medium">{t('why.title')}</h2>
        <ul class="grid gap-1.5">
          <For each={settledData(query)?.reasons}>
            {(reason) => (
              <li class="wrap-anywhere text-soft">
                {reasonText(reason)} <Holders reason={reason} />
                <Place reason={reason} run={props.run} />
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

/** The way to where it can be mended. */
const Place = (props: { reason: RunReason; run: Run }) => (
  <Show when={reasonPlace(props.reason, props.run)}>
    {(place) => (
      <A href={place().href} class="whitespace-nowrap text-accent hover:underline print:hidden">
        {place().label}
      </A>
    )}
  </Show>
);

/** Links to the runs that hold a limit. */
function Holders(props: { reason: RunReason }) {
  return (
    <For each={props.reason.heldBy}>
      {(id) => (
        <A href={`/runs/${id}`} class="mr-2 text-accent hover:underline">
          <ShortId id={id} />
        </A>
      )}
    </For>
  );
}
