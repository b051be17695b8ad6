import { invalid } from '../errors/domain-error.ts';

export const MIN_PASSWORD_LENGTH = 12;
/** Hashing takes time by the length: nobody types this much. */
export const MAX_PASSWORD_LENGTH = 1_024;

/** The most common passwords of leaks that are long enough, and what people make of a rule about length. */
const COMMON = new Set([
  '123456789012',
  '1234567890123',
  '12345678901234',
  '111111111111',
  '000000000000',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiop[]',
  'qwertyqwerty',
  'asdfghjkl123',
  'abcdefghijkl',
  'abcdefgh1234',
  'abcd12345678',
  'abc123abc123',
  'iloveyou1234',
  'adminadminadmin',
  'administrator',
  'changemechangeme',
  'changeme1234',
  'letmeinletmein',
  'letmein12345',
  'welcome12345',
  'welcome123456',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'zaq12wsxcde3',
  'correcthorsebatterystaple',
  'correct horse battery staple',
]);

/** Throws DomainError `invalid` that says what is wrong with a new password. `path` is where it was given. */
export function checkPassword(password: string, email: string, path: string): void {
  if (password.length < MIN_PASSWORD_LENGTH)
    throw invalid(path, `must have at least ${MIN_PASSWORD_LENGTH} characters`);
  if (password.length > MAX_PASSWORD_LENGTH) throw invalid(path, `must have at most ${MAX_PASSWORD_LENGTH} characters`);
  const folded = password.toLowerCase();
  const isUniform = new Set(folded).size < 4;
  if (COMMON.has(folded) || isUniform) throw invalid(path, 'is among those that are guessed first: choose another');
  const [mailbox = ''] = email.split('@');
  if (folded === email || folded === mailbox.repeat(Math.ceil(folded.length / Math.max(mailbox.length, 1)))) {
    throw invalid(path, 'must not be the email address');
  }
}
