import { durationMs, oneOf, text, wholeNumber } from '@fbrain/adapters/config/parse';
import { PUBLIC_URL_VARIABLE } from '@fbrain/adapters/config/public-url';
import type { Declarations } from '@fbrain/adapters/config/variable';
import { parseAllowList } from '@fbrain/adapters/http-sender/allow-list';
import { MIN_PASSWORD_LENGTH } from '@fbrain/core/access/password';
import { EMAIL_PATTERN, normaliseEmail } from '@fbrain/core/access/user';

const HOUR_MS = 3_600_000;

/** Who may sign in and for how long, as the operator decides. */
export const ACCESS_VARIABLES = {
  adminEmail: {
    env: 'ADMIN_EMAIL',
    doc: 'With `ADMIN_PASSWORD`: the first admin, made at the first start. Without them the API logs a link that works once.',
    parse: parseEmail,
    optional: true,
  },
  adminPassword: {
    env: 'ADMIN_PASSWORD',
    doc: `Password of the first admin, at least ${MIN_PASSWORD_LENGTH} characters; read only while there is none.`,
    parse: text(MIN_PASSWORD_LENGTH),
    secret: true,
    optional: true,
  },
  ...PUBLIC_URL_VARIABLE,
  sessionIdleMs: {
    env: 'SESSION_IDLE',
    doc: 'A session that is not used for this long ends.',
    parse: durationMs(300_000, 24 * 30 * HOUR_MS),
    default: '12h',
  },
  sessionLifetimeMs: {
    env: 'SESSION_LIFETIME',
    doc: 'A session ends this long after the login, whatever happens.',
    parse: durationMs(60_000, 24 * 365 * HOUR_MS),
    default: '7d',
  },
  insecureCookies: {
    env: 'INSECURE_COOKIES',
    doc: '`true` lets people sign in over plain HTTP from other machines, where everybody on the way can read along.',
    parse: (value) => oneOf(['true', 'false'])(value) === 'true',
    default: 'false',
  },
  trustedProxies: {
    env: 'TRUSTED_PROXIES',
    doc: 'Addresses and ranges of proxies whose `X-Forwarded-For` tells who calls, comma separated.',
    parse: parseProxies,
    default: '127.0.0.0/8,::1',
  },
  auditDays: {
    env: 'AUDIT_DAYS',
    doc: 'Days that the audit log keeps its entries; less than 30 counts as 30.',
    parse: wholeNumber(30, 36_500),
    default: '365',
  },
} as const satisfies Declarations;

/** A name would have to be asked for again and again; it must not be taken for a proxy that is trusted. */
function parseProxies(value: string): ReturnType<typeof parseAllowList>['ranges'] {
  const { hosts, ranges } = parseAllowList(value);
  const [name] = hosts;
  if (name !== undefined) throw new Error(`must hold addresses and ranges such as 10.0.0.0/8, not the name "${name}"`);
  return ranges;
}

function parseEmail(value: string): string {
  if (!new RegExp(EMAIL_PATTERN).test(value)) throw new Error(`must be an email address, got "${value}"`);
  return normaliseEmail(value);
}
