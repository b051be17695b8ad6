import type { OpenChannel } from '@fbrain/core/notification/channel';
import type { NotificationMessage } from '@fbrain/core/notification/message';
import { renderSlack, renderWebhook } from '@fbrain/core/notification/render-message';
import type { AllowList } from '../http-sender/allow-list.ts';
import { createHttpSender } from '../http-sender/http-sender.ts';
import { type Resolve, systemResolve } from '../http-sender/resolve-target.ts';
import { parseWebhookSecrets, signWebhook } from '../http-sender/sign-webhook.ts';
import { sendEmail } from './send-email.ts';

export interface NotificationSender {
  /**
   * Sends a message and answers what the other side said. Rejects with its words where it refuses, and with the reason
   * where there is no answer.
   * @param id the same for each try: receivers can tell a repetition
   */
  send(channel: OpenChannel, outgoing: { id: string; message: NotificationMessage }): Promise<string>;
}

export interface NotificationSenderOptions {
  allow: AllowList;
  /** Address at which people open the UI. */
  publicUrl: string;
  version: string;
  resolve?: Resolve;
  /** For a whole try. */
  timeoutMs?: number;
  /** Certificate authorities to trust instead of those of the machine, as PEM. */
  ca?: string;
}

/** A mail server may take some seconds to answer; one that takes longer hangs. */
const TIMEOUT_MS = 15_000;
/** Of what a server answers, as people see it. */
const MAX_ANSWER_LENGTH = 500;

export function createNotificationSender(options: NotificationSenderOptions): NotificationSender {
  const { allow, resolve = systemResolve, timeoutMs = TIMEOUT_MS, version, ca } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, '');
  const http = createHttpSender({ allow, resolve, ...(ca !== undefined && { ca }) });

  const post = async (url: string, body: string, headers: Record<string, string>): Promise<string> => {
    const request = {
      url: new URL(url),
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `F_BRAIN/${version}` },
      originHeaders: headers,
      body: Buffer.from(body),
      maxBodyBytes: MAX_ANSWER_LENGTH,
    };
    const { status, body: answer } = await http.send(request, AbortSignal.timeout(timeoutMs));
    const words = `${status} ${readable(answer.toString('utf8'))}`.trim();
    if (status >= 200 && status < 300) return words;
    throw new Error(`It answered ${words}`);
  };

  const deliver = async (channel: OpenChannel, { id, message }: { id: string; message: NotificationMessage }) => {
    const { kind, secrets } = channel;
    if (kind === 'email') {
      return await sendEmail(channel, { id, message }, { allow, resolve, publicUrl, timeoutMs, ca });
    }
    const { url = '', signingKey } = secrets;
    if (kind === 'slack') return await post(url, JSON.stringify(renderSlack(message, publicUrl)), {});
    const body = JSON.stringify(renderWebhook(message, publicUrl));
    const keys = signingKey === undefined ? [] : parseWebhookSecrets(signingKey);
    return await post(url, body, signWebhook({ id, nowMs: Date.now(), body }, keys));
  };

  return {
    async send(channel, outgoing) {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error(`No answer within ${timeoutMs / 1_000} s.`)), timeoutMs);
      try {
        return readable(await Promise.race([deliver(channel, outgoing), late.promise]));
      } catch (error) {
        throw new Error(withoutSecrets(explain(error), channel), { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const readable = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\u2028\u2029\ufffd]+/gu, ' ')
    .trim()
    .slice(0, MAX_ANSWER_LENGTH);

function explain(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(explain).join('; ');
  if (error instanceof Error && error.name === 'TimeoutError') return 'No answer in time.';
  const words = readable(error instanceof Error ? error.message || error.name : String(error));
  const meaning = error instanceof Error && 'code' in error ? MEANINGS[String(error.code)] : undefined;
  return meaning === undefined ? words : `${meaning} (${words})`;
}

/** Codes of Node that people meet, in words. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'There is no server of that name',
  EAI_AGAIN: 'The name of the server could not be looked up',
  ECONNREFUSED: 'Nothing listens there',
  ECONNRESET: 'The server hung up',
  ETIMEDOUT: 'The server did not answer in time',
};

/** Some servers repeat what they were sent. */
const withoutSecrets = (text: string, { secrets }: OpenChannel): string =>
  Object.values(secrets).reduce((result, secret) => result.replaceAll(secret, '[redacted]'), text);
