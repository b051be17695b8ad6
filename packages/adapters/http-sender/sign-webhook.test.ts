import { expect, test } from 'bun:test';
import { parseWebhookSecrets, signWebhook } from './sign-webhook.ts';

/** The example of the Standard Webhooks specification. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', nowMs: 1_614_265_330_999, body: '{"test": 2432232314}' };

test('a message is signed as the specification shows', () => {
  expect(signWebhook(MESSAGE, parseWebhookSecrets(SECRET))).toEqual({
    'webhook-id': MESSAGE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('while a secret is replaced, both sign', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const both = signWebhook(MESSAGE, parseWebhookSecrets(`${SECRET} ${other}`))['webhook-signature'];
  const [first, second] = [SECRET, other].map((secret) => signWebhook(MESSAGE, parseWebhookSecrets(secret)));
  expect(both).toBe(`${first?.['webhook-signature']} ${second?.['webhook-signature']}`);
});

test('without a secret there is no signature', () => {
  expect(Object.keys(signWebhook(MESSAGE, []))).toEqual(['webhook-id', 'webhook-timestamp']);
});

test.each(['', 'secret', 'whsec_', 'whsec_c2hvcnQ=', `whsec_${Buffer.alloc(65).toString('base64')}`, 'whsec_%%%%'])(
  'the secret %p is refused and not repeated',
  (text) => {
    expect(() => parseWebhookSecrets(text)).toThrow('must hold one or two secrets');
    if (text) expect(() => parseWebhookSecrets(text)).not.toThrow(`"${text}"`);
  },
);
