import type { Channel } from '@fbrain/core/notification/channel';
import { useMutation, useQueryClient } from '@tanstack/solid-query';
import { createSignal, For, Show } from 'solid-js';
import { Button, IconButton } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { t } from '../i18n/translate.ts';
import { Allowed } from '../session/allowed.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { deleteChannel, notificationKeys, testChannel } from './notifications-queries.ts';

/** All channels, each with a button that tries it. */
export function ChannelsTable(props: { channels: readonly Channel[] }) {
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t('tokens.name')}</th>
          <th class="hidden sm:table-cell">{t('notify.target')}</th>
          <th>
            <span class="sr-only">{t('column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.channels}>{(channel) => <ChannelRow channel={channel} />}</For>
      </tbody>
    </table>
  );
}

function ChannelRow(props: { channel: Channel }) {
  const client = useQueryClient();
  const [open, setOpen] = createSignal<'edit' | 'delete' | null>(null);
  const refresh = () => void client.invalidateQueries({ queryKey: notificationKeys.all });
  const close = () => {
    setOpen(null);
    refresh();
  };
  const test = useMutation(() => ({ mutationFn: () => testChannel(props.channel.id), onSettled: refresh }));
  return (
    <>
      <tr class="h-11 hover:bg-hover">
        <td class="wrap-anywhere whitespace-normal">
          <span class="font-medium">{props.channel.name}</span>
          <span class="block text-xs text-muted">{t(`notify.channel.${props.channel.kind}`)}</span>
        </td>
        <td class="hidden max-w-96 font-mono text-xs wrap-anywhere whitespace-normal sm:table-cell">
          {props.channel.target}
        </td>
        <td class="text-right whitespace-nowrap">
          <Allowed to="notifications:write">
            <Button disabled={test.isPending} onClick={() => test.mutate()}>
              {t(test.isPending ? 'notify.testing' : 'notify.test')}
            </Button>
            <Button class="mx-1" onClick={() => setOpen('edit')}>
              {t('notify.edit')}
            </Button>
            <IconButton
              icon="trash"
              class="align-middle"
              label={t('notify.deleteChannel', { name: props.channel.name })}
              onClick={() => setOpen('delete')}
            />
          </Allowed>
          <Show when={open() === 'edit'}>
            <ChannelDialog channel={props.channel} onClose={close} />
          </Show>
          <Show when={open() === 'delete'}>
            <ConfirmDialog
              title={t('notify.deleteChannel', { name: props.channel.name })}
              description={t('notify.deleteChannelHint')}
              confirmLabel={t('common.delete')}
              onConfirm={() => deleteChannel(props.channel.id)}
              onClose={close}
            />
          </Show>
        </td>
      </tr>
      <Show when={test.data ?? test.error}>
        <tr>
          <td colspan="3" class="py-2 whitespace-normal">
            <Show when={test.error}>{(error) => <ProblemNotice error={error()} />}</Show>
            <Show when={test.data}>
              {(result) => (
                <p role="status" class={`flex gap-2 ${result().delivered ? 'text-good' : 'text-bad'}`}>
                  <Icon name={result().delivered ? 'circle-check' : 'circle-x'} class="mt-0.5 size-4" />
                  <span class="min-w-0 wrap-anywhere">
                    {t(result().delivered ? 'notify.testDelivered' : 'notify.testFailed')}{' '}
                    <code class="font-mono text-xs">{result().answer}</code>
                  </span>
                </p>
              )}
            </Show>
          </td>
        </tr>
      </Show>
    </>
  );
}
