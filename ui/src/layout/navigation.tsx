import { A } from '@solidjs/router';
import { For } from 'solid-js';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { showCurrent } from '../components/show-current.ts';
import { t } from '../i18n/translate.ts';
import { visibleSections } from './sections.ts';

interface NavigationProps {
  onHelp: () => void;
  onPalette: () => void;
}

/** The way around: a column at the left, on a phone a bar at the thumb's end of the screen. */
export function Navigation(props: NavigationProps) {
  return (
    <header class="md:sticky md:top-0 md:flex md:h-dvh md:flex-col md:border-r md:px-3 md:py-4">
      <div class="flex items-center justify-between border-b px-4 py-2 md:border-0 md:px-2 md:pt-0 md:pb-5">
        <A href="/" class="flex items-center gap-2 font-semibold tracking-tight">
          <Mark />
          F_BRAIN
        </A>
        <Tools {...props} class="md:hidden" />
      </div>
      <button
        type="button"
        class="mb-3 hidden h-8 items-center gap-2 rounded-md border bg-surface px-2 text-muted hover:border-line-strong hover:text-ink md:flex"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => props.onPalette()}
      >
        <Icon name="search" class="size-4" />
        {t('palette.open')}
        <span class="ml-auto font-mono text-2xs" aria-hidden="true">
          Ctrl K
        </span>
      </button>
      <nav
        ref={showCurrent}
        aria-label={t('nav.label')}
        class="fixed inset-x-0 bottom-0 z-20 flex overflow-x-auto border-t bg-surface pb-[env(safe-area-inset-bottom)] short:static md:static md:flex-1 md:flex-col md:gap-0.5 md:border-0 md:bg-transparent"
      >
        <For each={visibleSections()}>
          {(section) => (
            <A
              href={section.href}
              end={section.href === '/'}
              class="flex h-13 min-w-max flex-1 flex-col items-center justify-center gap-0.5 px-1 text-2xs font-medium hover:text-ink md:h-8 md:flex-none md:flex-row md:justify-start md:gap-2.5 md:rounded-md md:px-2 md:text-sm md:hover:bg-hover"
              activeClass="text-ink md:bg-hover"
              inactiveClass="text-muted"
              title={t('nav.shortcut', { keys: `g ${section.key}` })}
            >
              <Icon name={section.icon} />
              {t(`nav.${section.name}`)}
            </A>
          )}
        </For>
      </nav>
      <Tools {...props} class="hidden md:flex" />
    </header>
  );
}

function Tools(props: NavigationProps & { class: string }) {
  return (
    <div class={`flex gap-1 ${props.class}`}>
      <IconButton icon="search" label={t('palette.open')} class="md:hidden" onClick={() => props.onPalette()} />
      <A
        href="/settings"
        class="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        activeClass="bg-hover text-ink"
        aria-label={t('nav.settings')}
        title={t('nav.settings')}
      >
        <Icon name="settings" />
      </A>
      <IconButton icon="help" label={t('help.title')} onClick={() => props.onHelp()} />
      <a
        href="/docs"
        class="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
        aria-label={t('nav.docs')}
        title={t('nav.docs')}
        // The documentation is a page of the API, not of this application.
        target="_self"
      >
        <Icon name="book" />
      </a>
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" class="size-5" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="fill-accent" />
      <path d="M10 8h13v4H14v3h8v4h-8v5h-4z" class="fill-on-accent" />
    </svg>
  );
}
