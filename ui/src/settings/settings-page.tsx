import { A, type RouteSectionProps, useLocation } from '@solidjs/router';
import { createEffect, For, on } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { settingsParts } from './settings-parts.ts';

/** The frame of all settings: their list above, those the visitor may see. */
export function SettingsPage(props: RouteSectionProps) {
  const location = useLocation();
  let list: HTMLElement | undefined;
  // On a phone the list is wider than the screen: where one is must be seen. Once the links know it themselves.
  createEffect(
    on(
      () => location.pathname,
      () => queueMicrotask(() => list && showCurrent(list)),
    ),
  );
  return (
    <div class="grid grid-cols-1 gap-5">
      <nav ref={list} aria-label={t('settings.title')} class="flex gap-4 overflow-x-auto border-b">
        <For each={settingsParts()}>
          {(part) => (
            <A
              href={part.href}
              end
              class="-mb-px grid h-10 place-items-center border-b-2 font-medium whitespace-nowrap hover:text-ink"
              activeClass="border-accent text-ink"
              inactiveClass="border-transparent text-muted"
            >
              {t(`settings.part.${part.name}`)}
            </A>
          )}
        </For>
      </nav>
      <div class="min-w-0">{props.children}</div>
    </div>
  );
}

/** Scrolls sideways only: the page itself stays where it is. */
function showCurrent(list: HTMLElement): void {
  const current = list.querySelector<HTMLElement>('[aria-current="page"]');
  if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
}
