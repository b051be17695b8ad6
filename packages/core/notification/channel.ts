/** Where notifications go. */
export const CHANNEL_KINDS = ['email', 'slack', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** How mail is encrypted on its way: `starttls` insists on it, `tls` begins with it, `none` is for relays nearby. */
export const MAIL_SECURITIES = ['starttls', 'tls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** What anybody who may read notifications sees. All of it belongs to email; the other kinds keep their address secret. */
export interface ChannelSettings {
  host?: string;
  port?: number;
  security?: MailSecurity;
  user?: string;
  from?: string;
  to?: string[];
}

/** What is never answered back. */
export const SECRET_NAMES = ['password', 'url', 'signingKey'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

/** `password`: of the mail user. `url`: where Slack or a webhook is. `signingKey`: `whsec_…`, one or two. */
export type ChannelSecrets = Partial<Record<SecretName, string>>;

/** The body of `POST /notifications/channels`. */
export interface ChannelRequest {
  name: string;
  kind: ChannelKind;
  settings?: ChannelSettings;
  secrets?: ChannelSecrets;
}

/** The body of a PATCH. Secrets that are not named stay; null takes one away. */
export interface ChannelPatch {
  name?: string;
  settings?: ChannelSettings;
  secrets?: Partial<Record<SecretName, string | null>>;
}

/** A channel as the API shows it. Times are ISO 8601 in UTC. */
export interface Channel {
  id: string;
  name: string;
  kind: ChannelKind;
  settings: ChannelSettings;
  /** Secrets that it has; their values are never shown. */
  secretsSet: SecretName[];
  /** For people: recipients, or the server behind a secret address. */
  target: string;
  createdAt: string;
  updatedAt: string;
}

/** A channel with what it takes to send to it. */
export interface OpenChannel {
  name: string;
  kind: ChannelKind;
  settings: ChannelSettings;
  secrets: ChannelSecrets;
}
