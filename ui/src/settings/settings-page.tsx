import { A, type RouteSectionProps } from '@solidjs/router';
import { For } from 'solid-js';
import { showCurrent } from '../components/show-current.ts';
import { t } from '../i18n/translate.ts';
import { settingsParts } from './settings-parts.ts';

/** The frame of all settings: their list above, those the visitor may see. */
export function SettingsPage(props: RouteSectionProps) {
  return (
    <div class="grid grid-cols-1 gap-5">
      <nav ref={showCurrent} aria-label={t('settings.title')} class="flex gap-4 overflow-x-auto border-b">
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
