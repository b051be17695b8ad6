import { hash, randomBytes } from 'node:crypto';

/** 256 bits that nobody can guess, as text that fits into URLs and headers. */
export const newAccessSecret = (prefix = ''): string => `${prefix}${randomBytes(32).toString('base64url')}`;

/** All that is kept of such a secret. It has too many bits for guessing, so a fast hash is enough. */
export const hashAccessSecret = (secret: string): Buffer => hash('sha256', secret, 'buffer');
