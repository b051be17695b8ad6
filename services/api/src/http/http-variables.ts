import { list, wholeNumber } from '@fbrain/adapters/config/parse';
import type { Declarations } from '@fbrain/adapters/config/variable';

/** How requests are bounded, and which pages of other origins may read answers. */
export const HTTP_VARIABLES = {
  bodyLimit: {
    env: 'BODY_LIMIT',
    doc: 'Largest request body that is accepted, in bytes.',
    parse: wholeNumber(1_024, 1_073_741_824),
    default: '1048576',
  },
  rateLimit: {
    env: 'RATE_LIMIT',
    doc: 'Requests a second that one user or token may send to one replica, twice as many at once; 0 = no limit. `API_TOKEN` has none.',
    parse: wholeNumber(0, 1_000_000),
    default: '1000',
  },
  rateLimitAddress: {
    env: 'RATE_LIMIT_ADDRESS',
    doc: 'Requests a second with a wrong credential, or to sign in, that one address may send to one replica; 0 = no limit.',
    parse: wholeNumber(0, 1_000_000),
    default: '20',
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    doc: 'Origins whose pages may call the API with a token, such as `https://app.example.com`, comma separated.',
    parse: parseOrigins,
    default: '',
  },
} as const satisfies Declarations;

function parseOrigins(text: string): readonly string[] {
  const origins = list(text);
  for (const origin of origins) {
    if (URL.parse(origin)?.origin === origin && /^https?:/.test(origin)) continue;
    throw new Error(`must be origins such as "https://app.example.com", without a path, got "${origin}"`);
  }
  return origins;
}
