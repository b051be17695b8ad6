import {
  CHANNEL_KINDS,
  type Channel,
  type ChannelKind,
  MAIL_SECURITIES,
  type MailSecurity,
} from '@fbrain/core/notification/channel';
import { useQueryClient } from '@tanstack/solid-query';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import { Dialog } from '../components/dialog.tsx';
import { Form } from '../components/form.tsx';
import { Select } from '../components/select.tsx';
import { TextField } from '../components/text-field.tsx';
import { t } from '../i18n/translate.ts';
import { type ChannelForm, toChannelForm, toChannelPatch, toChannelRequest } from './channel-form.ts';
import { changeChannel, createChannel, notificationKeys } from './notifications-queries.ts';

const SECRETS: readonly (keyof ChannelForm)[] = ['password', 'url', 'signingKey'];

/** Where a field stands in what is sent. */
function pointerOf(name: keyof ChannelForm): string {
  if (name === 'name') return '/name';
  return `/${SECRETS.includes(name) ? 'secrets' : 'settings'}/${name}`;
}

/** Makes a channel, or changes one. Its secrets cannot be read back: an empty field leaves them as they are. */
export function ChannelDialog(props: { channel: Channel | null; onClose: () => void }) {
  const client = useQueryClient();
  const [form, setForm] = createSignal(toChannelForm(props.channel));
  const field = (name: keyof ChannelForm) => ({
    value: form()[name],
    pointer: pointerOf(name),
    onInput: (text: string) => setForm({ ...form(), [name]: text }),
  });
  const submit = async () => {
    const { channel } = props;
    if (channel) await changeChannel(channel.id, toChannelPatch(form(), channel));
    else await createChannel(toChannelRequest(form()));
    void client.invalidateQueries({ queryKey: notificationKeys.all });
    props.onClose();
  };
  /** Of a secret that is there and is not shown. */
  const kept = (name: 'password' | 'url' | 'signingKey') =>
    props.channel?.secretsSet.includes(name) ? t('notify.keptSecret') : '';
  return (
    <Dialog
      isOpen={true}
      onClose={props.onClose}
      title={props.channel?.name ?? t('notify.addChannel')}
      description={t('notify.channelHint')}
    >
      <Form onSubmit={submit} submitLabel={t('common.save')} isComplete={form().name.trim() !== ''}>
        <TextField label={t('tokens.name')} placeholder="on-call" autocomplete="off" {...field('name')} />
        <Show when={props.channel === null}>
          <Labelled label={t('notify.kind')}>
            <Select
              label={t('notify.kind')}
              value={form().kind}
              options={CHANNEL_KINDS.map((value) => ({ value, label: t(`notify.channel.${value}`) }))}
              onChange={(kind) => setForm({ ...form(), kind: kind as ChannelKind })}
            />
          </Labelled>
        </Show>
        <Switch>
          <Match when={form().kind === 'email'}>
            <TextField
              label={t('notify.to')}
              placeholder="ops@example.org"
              {...field('to')}
              hint={t('notify.toHint')}
            />
            <TextField label={t('notify.from')} placeholder="F_BRAIN <fbrain@example.org>" {...field('from')} />
            <div class="grid grid-cols-[1fr_5rem] gap-3">
              <TextField label={t('notify.host')} placeholder="smtp.example.org" {...field('host')} />
              <TextField label={t('notify.port')} inputmode="numeric" placeholder="587" {...field('port')} />
            </div>
            <Labelled label={t('notify.security')}>
              <Select
                label={t('notify.security')}
                value={form().security}
                options={MAIL_SECURITIES.map((value) => ({ value, label: t(`notify.security.${value}`) }))}
                onChange={(security) => setForm({ ...form(), security: security as MailSecurity })}
              />
            </Labelled>
            <div class="grid gap-4 sm:grid-cols-2 sm:gap-3">
              <TextField label={t('notify.user')} autocomplete="off" {...field('user')} />
              <TextField
                label={t('notify.password')}
                type="password"
                autocomplete="new-password"
                placeholder={kept('password')}
                {...field('password')}
              />
            </div>
          </Match>
          <Match when={true}>
            <TextField
              label={t('notify.url')}
              type="url"
              autocomplete="off"
              placeholder={kept('url') || 'https://hooks.example.org/…'}
              hint={t(form().kind === 'slack' ? 'notify.slackHint' : 'notify.webhookHint')}
              {...field('url')}
            />
            <Show when={form().kind === 'webhook'}>
              <TextField
                label={t('notify.signingKey')}
                type="password"
                autocomplete="off"
                placeholder={kept('signingKey') || 'whsec_…'}
                hint={t('notify.signingKeyHint')}
                {...field('signingKey')}
              />
            </Show>
          </Match>
        </Switch>
      </Form>
    </Dialog>
  );
}

const Labelled = (props: { label: string; children: JSX.Element }) => (
  <div class="grid gap-1.5">
    <span class="font-medium">{props.label}</span>
    {props.children}
  </div>
);
