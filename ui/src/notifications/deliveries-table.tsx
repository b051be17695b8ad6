import type { Delivery } from '@fbrain/core/notification/message';
import { A } from '@solidjs/router';
import { For, Show } from 'solid-js';
import { Icon, type IconName } from '../components/icon.tsx';
import { RelativeTime } from '../components/relative-time.tsx';
import { t } from '../i18n/translate.ts';

const LOOKS = {
  delivered: { icon: 'circle-check', class: 'text-good' },
  pending: { icon: 'clock', class: 'text-waiting' },
  failed: { icon: 'circle-x', class: 'text-bad' },
} as const satisfies Record<Delivery['state'], { icon: IconName; class: string }>;

/** The latest messages, with what the servers answered. */
export function DeliveriesTable(props: { deliveries: readonly Delivery[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t('notify.message')}</th>
          <th class="hidden sm:table-cell">{t('notify.channel')}</th>
          <th>{t('notify.state')}</th>
          <th class="hidden sm:table-cell">{t('notify.sent')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.deliveries}>{(delivery) => <DeliveryRow delivery={delivery} />}</For>
      </tbody>
    </table>
  );
}

function DeliveryRow(props: { delivery: Delivery }) {
  const look = () => LOOKS[props.delivery.state];
  return (
    <tr class="h-11 hover:bg-hover">
      <td class="max-w-96 whitespace-normal">
        <A href={props.delivery.message.path} class="font-medium wrap-anywhere hover:underline">
          {props.delivery.message.title}
        </A>
        <Show when={props.delivery.state !== 'delivered' && props.delivery.answer}>
          {(answer) => <code class="block font-mono text-xs wrap-anywhere text-bad">{answer()}</code>}
        </Show>
      </td>
      <td class="hidden sm:table-cell">{props.delivery.channelName}</td>
      <td>
        <span
          class={`inline-flex items-center gap-1 text-xs font-medium ${look().class}`}
          title={props.delivery.answer ?? ''}
        >
          <Icon name={look().icon} class="size-3.5" />
          {t(`notify.delivery.${props.delivery.state}`)}
        </span>
        <Show when={props.delivery.nextAttemptAt}>
          {(at) => (
            <span class="block text-xs text-muted">
              {t('notify.retry')} <RelativeTime at={at()} />
            </span>
          )}
        </Show>
      </td>
      <td class="hidden sm:table-cell">
        <RelativeTime at={props.delivery.createdAt} />
      </td>
    </tr>
  );
}
