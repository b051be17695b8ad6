import type { OpenChannel } from '@fbrain/core/notification/channel';
import type { NotificationMessage } from '@fbrain/core/notification/message';
import { renderSubject, renderText } from '@fbrain/core/notification/render-message';
import type { AllowList } from '../http-sender/allow-list.ts';
import { type Resolve, type ResolvedAddress, resolveTarget } from '../http-sender/resolve-target.ts';

export interface EmailOptions {
  allow: AllowList;
  resolve: Resolve;
  publicUrl: string;
  /** For each step of the conversation. */
  timeoutMs: number;
  /** Certificate authorities to trust instead of those of the machine, as PEM. */
  ca: string | undefined;
}

/**
 * Hands a message to a mail server and answers what that said. Rejects with the server's own words, or with
 * TargetRefused where we do not go.
 * @param id the same for each try: mail programs show two copies as one
 */
export async function sendEmail(
  channel: OpenChannel,
  { id, message }: { id: string; message: NotificationMessage },
  options: EmailOptions,
): Promise<string> {
  const { host = '', from = '', to = [] } = channel.settings;
  // The scheme does not matter, the address does: the name is resolved once and its addresses are checked.
  const addresses = await resolveTarget(new URL(`http://${bracketed(host)}/`), options.allow, options.resolve);
  const mail = {
    from,
    to,
    subject: renderSubject(message),
    text: renderText(message, options.publicUrl),
    messageId: `<${id}@fbrain>`,
    // Says that a machine wrote it: nobody's out-of-office note answers (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
  // Loaded with the first mail: nobody else waits for it at the start.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(connectionOf(channel, addresses, options));
  try {
    const { response } = await transport.sendMail(mail);
    return response;
  } finally {
    transport.close();
  }
}

/** An IPv6 address in a URL needs brackets. */
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function connectionOf(
  { settings, secrets }: OpenChannel,
  addresses: readonly ResolvedAddress[],
  { timeoutMs, ca }: EmailOptions,
) {
  const { host = '', port = 587, security = 'starttls', user } = settings;
  // IPv4 first: a machine without a way to IPv6 would wait for its time to be up.
  const address = addresses.toSorted((a, b) => a.family - b.family)[0]?.address ?? host;
  return {
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host, ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: secrets.password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  };
}
