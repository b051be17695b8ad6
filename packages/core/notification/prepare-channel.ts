import { type FieldError, invalidFields } from '../errors/domain-error.ts';
import type { ChannelKind, ChannelSecrets, ChannelSettings, OpenChannel, SecretName } from './channel.ts';

const MAIL_FIELDS = ['host', 'port', 'security', 'user', 'from', 'to'] as const satisfies (keyof ChannelSettings)[];
/** No control characters, which could add headers to a mail; commas and angle brackets belong to lists and names. */
const ADDRESS = /^[^\s@<>",;:\\[\]()\p{Cc}]+@[^\s@<>",;:\\[\]()\p{Cc}]+$/u;
const NAMED_ADDRESS = /^[^<>\p{Cc}]*<([^<>]+)>$/u;
const HOST = /^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/;
const MAX_RECIPIENTS = 50;

const SECRETS_OF: Readonly<Record<ChannelKind, readonly SecretName[]>> = {
  email: ['password'],
  slack: ['url'],
  webhook: ['url', 'signingKey'],
};

/** Each throws an Error that reads after the name of what is wrong. */
export interface SecretChecks {
  url(text: string): unknown;
  signingKey(text: string): unknown;
}

/**
 * Checks a whole channel and completes it with defaults. Throws a DomainError `invalid` that names every bad field and
 * never repeats a secret.
 */
export function prepareChannel(channel: OpenChannel, checks: SecretChecks): OpenChannel {
  const faults: FieldError[] = [];
  const fault = (path: string, message: string) => faults.push({ path, message });
  const { kind, settings, secrets } = channel;
  for (const name of Object.keys(secrets) as SecretName[]) {
    if (!SECRETS_OF[kind].includes(name)) fault(`/secrets/${name}`, `is not for ${kind} channels`);
  }
  if (kind === 'email') checkMail(settings, secrets, fault);
  else {
    for (const name of Object.keys(settings)) fault(`/settings/${name}`, `is not for ${kind} channels`);
    if (secrets.url === undefined) fault('/secrets/url', 'is required');
    checkSecret('/secrets/url', secrets.url, checks.url, fault);
    checkSecret('/secrets/signingKey', secrets.signingKey, checks.signingKey, fault);
  }
  if (channel.name.trim() === '') fault('/name', 'must not be empty');
  if (faults.length > 0) throw invalidFields(faults);
  return { ...channel, name: channel.name.trim(), settings: kind === 'email' ? completed(settings) : {} };
}

const DEFAULT_PORT = { starttls: 587, tls: 465, none: 25 } as const;

function completed(settings: ChannelSettings): ChannelSettings {
  const security = settings.security ?? 'starttls';
  return { ...settings, security, port: settings.port ?? DEFAULT_PORT[security] };
}

type Fault = (path: string, message: string) => void;

function checkMail(settings: ChannelSettings, secrets: ChannelSecrets, fault: Fault): void {
  for (const name of ['host', 'from', 'to'] as const) {
    if (settings[name] === undefined) fault(`/settings/${name}`, 'is required');
  }
  const unknown = Object.keys(settings).filter((name) => !(MAIL_FIELDS as readonly string[]).includes(name));
  for (const name of unknown) fault(`/settings/${name}`, 'is unknown');
  const { host, from, to = [], user } = settings;
  if (host !== undefined && !HOST.test(host)) fault('/settings/host', 'must be a host name or an address');
  if (from !== undefined && !isAddress(from)) fault('/settings/from', 'must be an address such as fbrain@example.org');
  if (to.length > MAX_RECIPIENTS) fault('/settings/to', `must be at most ${MAX_RECIPIENTS} addresses`);
  if (settings.to && to.length === 0) fault('/settings/to', 'must name somebody');
  const bad = to.findIndex((address) => !ADDRESS.test(address));
  if (bad >= 0) fault(`/settings/to/${bad}`, 'must be an address such as ops@example.org');
  if (secrets.password !== undefined && user === undefined) fault('/settings/user', 'is required with a password');
  if (user !== undefined && secrets.password === undefined) fault('/secrets/password', 'is required with a user');
}

const isAddress = (text: string): boolean => ADDRESS.test(NAMED_ADDRESS.exec(text)?.[1]?.trim() ?? text);

function checkSecret(path: string, text: string | undefined, check: (text: string) => unknown, fault: Fault): void {
  if (text === undefined) return;
  try {
    check(text);
  } catch (error) {
    fault(path, error instanceof Error ? error.message : 'is invalid');
  }
}

/** A channel in a few words that hold no secret. */
export function describeChannel({ kind, settings, secrets }: OpenChannel): string {
  if (kind === 'email') return `${settings.to?.join(', ')} via ${settings.host}:${settings.port}`;
  return /^https?:\/\/[^/?#]+/.exec(secrets.url ?? '')?.[0] ?? '';
}
