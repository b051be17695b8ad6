import { createHmac, timingSafeEqual } from 'node:crypto';

/** Codes that change every 30 seconds (RFC 6238 with SHA-1 and 6 digits: what every authenticator app knows). */

const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps before and after the present one that are accepted: clocks differ, and people type. */
const LEEWAY = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The time step for which a code is right, or null. */
export function findTotpStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  const present = Math.floor(nowMs / STEP_MS);
  const given = Buffer.from(code.padEnd(DIGITS).slice(0, DIGITS + 1));
  let found: number | null = null;
  // All are looked at, so that the time tells nothing.
  for (let step = present - LEEWAY; step <= present + LEEWAY; step++) {
    const expected = Buffer.from(totpCode(secret, step));
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step;
  }
  return found;
}

/** The code of a time step: RFC 4226, section 5.3. */
export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** Base32 without padding (RFC 4648), as apps want their secrets. */
export function toBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What an app reads from a QR code. */
export const totpUri = (secret: Uint8Array, email: string): string =>
  `otpauth://totp/F_BRAIN:${encodeURIComponent(email)}?secret=${toBase32(secret)}&issuer=F_BRAIN`;
