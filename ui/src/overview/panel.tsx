import { A } from '@solidjs/router';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';

/** A titled part of the overview, with the way to the page that has all of it. */
export function Panel(props: { title: string; href: string; note?: string; children: JSX.Element }) {
  return (
    <section class="panel min-w-0 overflow-hidden" aria-label={props.title}>
      <header class="flex items-baseline gap-2 px-4 pt-3 pb-1.5">
        <h2 class="font-medium">{props.title}</h2>
        <Show when={props.note}>
          <span class="text-xs text-muted tabular-nums">{props.note}</span>
        </Show>
        <A
          href={props.href}
          aria-label={t('overview.showAllOf', { what: props.title })}
          class="ml-auto text-xs whitespace-nowrap text-accent hover:underline"
        >
          {t('overview.showAll')}
        </A>
      </header>
      {props.children}
    </section>
  );
}

/** What stands in a panel that has nothing to show. */
export function PanelEmpty(props: { text: string }) {
  return <p class="px-4 pt-2 pb-5 text-muted">{props.text}</p>;
}
