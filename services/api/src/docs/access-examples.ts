import type { ApiToken, NewApiToken } from '@fbrain/core/access/api-token';
import type { Session, SessionInfo } from '@fbrain/core/access/session';
import type { NewUser, User } from '@fbrain/core/access/user';

/** Examples of users, sessions and tokens. */

const USER_ID = '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c40';
export const EXAMPLE_USER: User = {
  id: USER_ID,
  email: 'ada@example.org',
  role: 'viewer',
  seesPayloads: false,
  isDisabled: false,
  hasPassword: true,
  hasSecondFactor: false,
  createdAt: '2026-11-22T10:00:00.000Z',
  lastLoginAt: '2026-11-22T10:05:00.000Z',
};
export const EXAMPLE_INVITATION = {
  path: '/reset-password#code=0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I',
  expiresAt: '2026-11-23T10:00:00.000Z',
};
export const EXAMPLE_NEW_USER: NewUser = {
  ...EXAMPLE_USER,
  hasPassword: false,
  lastLoginAt: null,
  invitation: EXAMPLE_INVITATION,
};
export const EXAMPLE_SESSION: Session = {
  principal: { kind: 'user', id: USER_ID, name: EXAMPLE_USER.email },
  user: EXAMPLE_USER,
  permissions: ['runs:read', 'tasks:read', 'queues:read'],
  tasks: null,
  queues: null,
  expiresAt: '2026-11-22T22:05:00.000Z',
};
export const EXAMPLE_SESSION_INFO: SessionInfo = {
  id: '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c41',
  isCurrent: true,
  address: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  createdAt: '2026-11-22T10:05:00.000Z',
  lastSeenAt: '2026-11-22T10:09:00.000Z',
  expiresAt: '2026-11-22T22:09:00.000Z',
};
export const EXAMPLE_NEW_TOKEN: NewApiToken = {
  id: '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c42',
  name: 'shop backend',
  prefix: 'fb_0eHqfq',
  permissions: ['runs:write', 'runs:read'],
  tasks: ['csv.*'],
  queues: null,
  createdBy: 'ada@example.org',
  createdAt: '2026-11-22T10:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  token: 'fb_0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I',
};
export const EXAMPLE_DONE = { status: 'done' };
export const EXAMPLE_PASSWORD = 'four random words are good';

const { token, ...rest } = EXAMPLE_NEW_TOKEN;
export const EXAMPLE_TOKEN: ApiToken = rest;
