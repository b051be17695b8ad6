import type {
  Channel,
  ChannelKind,
  ChannelPatch,
  ChannelRequest,
  ChannelSecrets,
  ChannelSettings,
  MailSecurity,
} from '@fbrain/core/notification/channel';
import { parseNumber } from '../tasks/form/parse-number.ts';

/** What stands in the fields of the dialog. Secrets are empty unless they are typed anew. */
export interface ChannelForm {
  name: string;
  kind: ChannelKind;
  host: string;
  port: string;
  security: MailSecurity;
  user: string;
  password: string;
  from: string;
  to: string;
  url: string;
  signingKey: string;
}

export function toChannelForm(channel: Channel | null): ChannelForm {
  const { settings = {}, name = '', kind = 'email' } = channel ?? {};
  return {
    name,
    kind,
    host: settings.host ?? '',
    port: settings.port === undefined ? '' : String(settings.port),
    security: settings.security ?? 'starttls',
    user: settings.user ?? '',
    password: '',
    from: settings.from ?? '',
    to: settings.to?.join(', ') ?? '',
    url: '',
    signingKey: '',
  };
}

/** The body that makes a channel. */
export function toChannelRequest(form: ChannelForm): ChannelRequest {
  const { name, kind } = form;
  return { name, kind, settings: toSettings(form), secrets: typedSecrets(form) };
}

/** The body that changes one: a secret that was not typed stays, but for the password of a user who is gone. */
export function toChannelPatch(form: ChannelForm, channel: Channel): ChannelPatch {
  const losesPassword = form.user.trim() === '' && channel.secretsSet.includes('password');
  return {
    name: form.name,
    settings: toSettings(form),
    secrets: { ...typedSecrets(form), ...(losesPassword && { password: null }) },
  };
}

function toSettings({ kind, host, port, security, user, from, to }: ChannelForm): ChannelSettings {
  if (kind !== 'email') return {};
  // A port that is no number goes as it is: the server says what is wrong with it.
  const number = parseNumber(port) as number | undefined;
  return {
    security,
    ...filled({ host, from, user }),
    ...(number !== undefined && { port: number }),
    to: to.split(/[\s,;]+/).filter((address) => address !== ''),
  };
}

function typedSecrets({ kind, password, url, signingKey }: ChannelForm): ChannelSecrets {
  if (kind === 'email') return filled({ password });
  return kind === 'slack' ? filled({ url }) : filled({ url, signingKey });
}

const filled = <Name extends string>(fields: Record<Name, string>): Partial<Record<Name, string>> =>
  Object.fromEntries(
    Object.entries<string>(fields).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  ) as Partial<Record<Name, string>>;
