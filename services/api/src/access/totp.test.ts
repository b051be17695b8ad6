import { expect, test } from 'bun:test';
import { findTotpStep, toBase32, totpCode, totpUri } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

test('codes are those of RFC 6238, appendix B', () => {
  for (const [seconds, code] of [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const) {
    expect(totpCode(SECRET, Math.floor(seconds / 30), 8)).toBe(code);
  }
});

test('the codes of the step before and after count, others do not', () => {
  const nowMs = 1_700_000_000_000;
  const present = Math.floor(nowMs / 30_000);
  for (const [shift, step] of [
    [-2, null],
    [-1, present - 1],
    [0, present],
    [1, present + 1],
    [2, null],
  ] as const) {
    expect(findTotpStep(SECRET, totpCode(SECRET, present + shift), nowMs)).toBe(step);
  }
  for (const nonsense of ['', '12345', '1234567', 'abcdef', '１２３４５６', ' '.repeat(6), '0'.repeat(1_000)]) {
    expect(findTotpStep(SECRET, nonsense, nowMs)).toBeNull();
  }
});

test('apps get the secret in base32', () => {
  expect(toBase32(SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(toBase32(Buffer.from('fooba'))).toBe('MZXW6YTB');
  expect(totpUri(SECRET, 'a b@example.org')).toContain('F_BRAIN:a%20b%40example.org?secret=GEZD');
});
