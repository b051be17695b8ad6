import { Show } from 'solid-js';
import { Icon } from '../components/icon.tsx';
import { t } from '../i18n/translate.ts';
import { connectionStatus } from '../live/live-updates.ts';

/** Says that the page no longer follows what happens, for as long as that is so. */
export function ConnectionBanner() {
  return (
    <div aria-live="polite">
      <Show when={connectionStatus() === 'lost'}>
        <p class="flex items-center justify-center gap-2 border-b border-warning/40 bg-warning/10 px-4 py-2 text-center">
          <Icon name="alert" class="size-4 text-warning" />
          {t('connection.lost')}
        </p>
      </Show>
    </div>
  );
}
