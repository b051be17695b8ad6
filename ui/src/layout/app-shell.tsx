import { type RouteSectionProps, useLocation } from '@solidjs/router';
import { useQueryClient } from '@tanstack/solid-query';
import { createEffect, createSignal, ErrorBoundary, lazy, on, onCleanup, onMount, Show, Suspense } from 'solid-js';
import { BrokenPart } from '../components/broken-part.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { t } from '../i18n/translate.ts';
import { startLiveUpdates } from '../live/live-updates.ts';
import { isSessionOver } from '../session/session.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Navigation } from './navigation.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const CommandPalette = lazy(() => import('./palette/command-palette.tsx').then((m) => ({ default: m.CommandPalette })));
const HelpDialog = lazy(() => import('./help-dialog.tsx').then((m) => ({ default: m.HelpDialog })));

/** The frame around every page: navigation, connection state, dialogs that open anywhere. */
export function AppShell(props: RouteSectionProps) {
  const [openDialog, setOpenDialog] = createSignal<'help' | 'palette' | null>(null);
  const close = () => setOpenDialog(null);
  const openHelp = () => setOpenDialog('help');
  const openPalette = () => setOpenDialog('palette');
  useShortcuts({ onHelp: openHelp, onPalette: openPalette });
  // Whoever uses the keyboard may press Ctrl-K next and type on at once: no letter may be lost to loading.
  onMount(() =>
    addEventListener('keydown', () => void CommandPalette.preload().catch(() => undefined), { once: true }),
  );
  const client = useQueryClient();
  createEffect(() => isSessionOver() || onCleanup(startLiveUpdates(client)));
  const place = useLocation();
  createEffect(on(() => place.pathname, focusNewPage, { defer: true }));
  return (
    <div class="min-h-dvh md:grid md:grid-cols-[13rem_minmax(0,1fr)]">
      <button
        type="button"
        class="sr-only z-30 rounded-md bg-raised px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        onClick={() => document.getElementById('main')?.focus()}
      >
        {t('nav.skip')}
      </button>
      <Navigation onHelp={openHelp} onPalette={openPalette} />
      <div class="min-w-0">
        <ConnectionBanner />
        <main id="main" tabindex="-1" class="mx-auto max-w-7xl px-4 pt-5 pb-24 outline-none md:px-8 md:pt-7 md:pb-12">
          {/* Above all a page that did not arrive, after an update of the server; the next one may be fine. */}
          <ErrorBoundary
            fallback={(error, reset) => {
              createEffect(on(() => place.pathname, reset, { defer: true }));
              return <BrokenPart error={error} />;
            }}
          >
            <Suspense fallback={<Skeleton />}>{props.children}</Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <ErrorBoundary
        fallback={(error) => <BrokenPart error={error} class="fixed inset-x-4 bottom-16 z-50 md:bottom-4" />}
      >
        <Suspense>
          <Show when={openDialog() === 'help'}>
            <HelpDialog onClose={close} />
          </Show>
          <Show when={openDialog() === 'palette'}>
            {/* Help opens in its place: closing must come first. */}
            <CommandPalette onClose={close} onHelp={() => queueMicrotask(openHelp)} />
          </Show>
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}

/**
 * Takes the focus along to another page, as a browser does that loads one: the link that led there is no longer where
 * the keyboard should go on. A page that has chosen a field of its own keeps it.
 */
function focusNewPage(): void {
  const main = document.getElementById('main');
  if (!main || main.querySelector(':is(input, select, textarea):focus')) return;
  (main.querySelector('h1') ?? main).focus({ preventScroll: true });
}
