import { createHmac } from 'node:crypto';

/** Keys of these lengths are what the Standard Webhooks specification allows. */
const KEY_BYTES = { min: 24, max: 64 } as const;
const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * Reads signing secrets (`whsec_` and base64) separated by spaces or commas: with two, a receiver may know either, so
 * that a secret can be replaced without a gap. Throws an Error that reads after a name and never repeats a secret.
 */
export function parseWebhookSecrets(text: string): Buffer[] {
  const secrets = text.split(/[\s,]+/).filter((secret) => secret !== '');
  const keys = secrets.map((secret) => Buffer.from(SECRET.exec(secret)?.[1] ?? '', 'base64'));
  if (keys.length > 0 && keys.every(({ length }) => length >= KEY_BYTES.min && length <= KEY_BYTES.max)) return keys;
  throw new Error(
    `must hold one or two secrets that are whsec_ and ${KEY_BYTES.min} to ${KEY_BYTES.max} bytes in base64. ` +
      'Make one with: echo "whsec_$(openssl rand -base64 32)"',
  );
}

/** The `webhook-*` headers of Standard Webhooks (https://www.standardwebhooks.com); without a key, no signature. */
export function signWebhook(message: { id: string; nowMs: number; body: string }, keys: readonly Buffer[]) {
  const timestamp = String(Math.floor(message.nowMs / 1_000));
  const content = `${message.id}.${timestamp}.${message.body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
