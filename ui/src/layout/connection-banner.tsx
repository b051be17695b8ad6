import { type JSX, Match, Switch } from 'solid-js';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { locale, t } from '../i18n/translate.ts';
import { reconnectNow } from '../live/browser-connection.ts';
import { connectionStatus, heardAtMs, isConnectionLost } from '../live/connection-state.ts';

/** Says that the page no longer follows what happens, and how old it is, for as long as that is so. */
export function ConnectionBanner() {
  const time = () => new Date(heardAtMs()).toLocaleTimeString(locale(), { hourCycle: 'h23' });
  return (
    <div aria-live="polite" class="sticky top-0 z-30 print:hidden">
      <Switch>
        <Match when={isConnectionLost()}>
          <Bar>
            <span>{t(connectionStatus() === 'lost' ? 'connection.lost' : 'connection.offline', { time: time() })}</span>
            <Button onClick={reconnectNow}>{t('connection.tryNow')}</Button>
          </Bar>
        </Match>
        <Match when={connectionStatus() === 'refused'}>
          <Bar>{t('connection.refused')}</Bar>
        </Match>
      </Switch>
    </div>
  );
}

const Bar = (props: { children: JSX.Element }) => (
  <div class="border-b border-warning/40 bg-canvas">
    <div class="flex items-center justify-center gap-3 bg-warning/10 px-4 py-1.5">
      <Icon name="alert" class="size-4 shrink-0 text-warning" />
      {props.children}
    </div>
  </div>
);
