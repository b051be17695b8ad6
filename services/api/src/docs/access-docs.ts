import type { NewApiToken } from '@fbrain/core/access/api-token';
import type { Session, SessionInfo } from '@fbrain/core/access/session';
import type { NewUser, User } from '@fbrain/core/access/user';
import type { Problem } from '@fbrain/core/errors/problem';
import { json, problems, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about users, sessions, tokens; see route-docs.ts. */

const USER_ID = '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c40';
const USER: User = {
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
const INVITATION = {
  path: '/reset-password#code=0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I',
  expiresAt: '2026-11-23T10:00:00.000Z',
};
const NEW_USER: NewUser = { ...USER, hasPassword: false, lastLoginAt: null, invitation: INVITATION };
const SESSION: Session = {
  principal: { kind: 'user', id: USER_ID, name: USER.email },
  user: USER,
  permissions: ['runs:read', 'tasks:read', 'queues:read'],
  tasks: null,
  queues: null,
  expiresAt: '2026-11-22T22:05:00.000Z',
};
const SESSION_INFO: SessionInfo = {
  id: '019aaa7e-4b1c-7d30-9c1b-6a1f0e5d2c41',
  isCurrent: true,
  address: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  createdAt: '2026-11-22T10:05:00.000Z',
  lastSeenAt: '2026-11-22T10:09:00.000Z',
  expiresAt: '2026-11-22T22:09:00.000Z',
};
const { token, ...TOKEN }: NewApiToken = {
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
const DONE = { status: 'done' };
const PASSWORD = 'four random words are good';

const BODY: Problem['code'][] = ['invalid', 'invalid-json', 'body-too-large', 'unsupported-media-type', 'cross-site'];
const GUESSES: Problem['code'][] = ['too-many-attempts', 'overloaded'];
const TAG = 'Access';

/** A route that needs no credential, because it is the way to one. */
const open = (
  operationId: string,
  words: { summary: string; description: string; bodyExample?: unknown },
  answers: RouteDoc['responses'],
  codes: Problem['code'][] = [],
): RouteDoc => ({
  operationId,
  tags: [TAG],
  access: 'public',
  ...words,
  responses: { ...answers, ...problems(...codes, 'invalid', 'unavailable', 'internal') },
  security: [],
});

export const sessionDocs = {
  getSetup: open(
    'getSetup',
    { summary: 'Is there an admin?', description: 'Tells whether the first admin has yet to be made.' },
    { 200: json('The state.', 'SetupState', { isNeeded: false }) },
  ),
  setUp: open(
    'setUp',
    {
      summary: 'Make the first admin',
      description: 'By the link that the API logs at its start while there is no admin. Signs in.',
      bodyExample: { code: '0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I', email: USER.email, password: PASSWORD },
    },
    { 201: json('The admin is made and signed in.', 'Session', SESSION) },
    [...BODY, 'invalid-link', 'insecure-connection', 'overloaded'],
  ),
  resetPassword: open(
    'resetPassword',
    {
      summary: 'Choose a password by a link',
      description: 'By the link of an invitation or of a reset, which works once. Ends all sessions of the user.',
      bodyExample: { code: '0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I', password: PASSWORD },
    },
    { 200: json('It is set: sign in with it.', 'Done', DONE) },
    [...BODY, 'invalid-link', 'overloaded'],
  ),
  signIn: open(
    'signIn',
    {
      summary: 'Sign in',
      description:
        'The session comes as a cookie that no script can read. Unknown users and wrong passwords get the same answer. Who has a second factor is asked for it by `second-factor-required`: send the same again with `code`.',
      bodyExample: { email: USER.email, password: PASSWORD },
    },
    { 200: json('Signed in.', 'Session', SESSION) },
    [...BODY, ...GUESSES, 'wrong-credentials', 'second-factor-required', 'insecure-connection'],
  ),
  getSession: route(
    TAG,
    'getSession',
    {
      permission: 'signed-in',
      reach: 'own',
      summary: 'Who am I?',
      description: 'Who the caller is, and what it may do.',
    },
    { 200: json('The caller.', 'Session', SESSION) },
  ),
  signOut: route(
    TAG,
    'signOut',
    { permission: 'signed-in', summary: 'Sign out', description: 'Ends the session that asks.' },
    { 200: json('It has ended.', 'Done', DONE) },
    ['cross-site'],
  ),
  changePassword: route(
    TAG,
    'changePassword',
    {
      permission: 'signed-in',
      summary: 'Change the own password',
      description: 'Asks for the present one. Ends all other sessions.',
      bodyExample: { currentPassword: PASSWORD, newPassword: 'four other random words' },
    },
    { 200: json('It is changed.', 'Done', DONE) },
    [...BODY, ...GUESSES, 'wrong-credentials'],
  ),
  listSessions: route(
    TAG,
    'listSessions',
    { permission: 'signed-in', summary: 'List the own sessions', description: 'Where the caller has signed in.' },
    { 200: json('The sessions.', 'SessionList', { items: [SESSION_INFO] }) },
  ),
  endSession: route(
    TAG,
    'endSession',
    {
      permission: 'signed-in',
      summary: 'End an own session',
      description: 'Whoever uses it is signed out within 5 s.',
    },
    { 200: json('It has ended.', 'Done', DONE) },
    ['session-not-found', 'cross-site'],
  ),
  endOtherSessions: route(
    TAG,
    'endOtherSessions',
    { permission: 'signed-in', summary: 'End all other sessions', description: 'All but the one that asks.' },
    { 200: json('They have ended.', 'Done', DONE) },
    ['cross-site'],
  ),
  proposeSecondFactor: route(
    TAG,
    'proposeSecondFactor',
    {
      permission: 'signed-in',
      summary: 'Begin to set up a second factor',
      description: 'Gives a secret for an authenticator app (TOTP). It counts once a code of it is confirmed.',
      bodyExample: { password: PASSWORD },
    },
    {
      200: json('The secret.', 'SecondFactorSecret', {
        secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
        uri: 'otpauth://totp/F_BRAIN:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=F_BRAIN',
      }),
    },
    [...BODY, ...GUESSES, 'wrong-credentials', 'second-factor-on'],
  ),
  confirmSecondFactor: route(
    TAG,
    'confirmSecondFactor',
    {
      permission: 'signed-in',
      summary: 'Turn the second factor on',
      description: 'With a code of the app. Gives recovery codes, this once.',
      bodyExample: { code: '287082' },
    },
    { 200: json('It is on.', 'RecoveryCodes', { recoveryCodes: ['MFRGGZDFMZTWQ2LK'] }) },
    [...BODY, 'second-factor-on'],
  ),
  removeSecondFactor: route(
    TAG,
    'removeSecondFactor',
    {
      permission: 'signed-in',
      summary: 'Turn the second factor off',
      description: 'Asks for the password.',
      bodyExample: { password: PASSWORD },
    },
    { 200: json('It is off.', 'Done', DONE) },
    [...BODY, ...GUESSES, 'wrong-credentials'],
  ),
} satisfies Record<string, RouteDoc>;

export const userDocs = {
  listUsers: route(
    TAG,
    'listUsers',
    { permission: 'users:read', summary: 'List users', description: 'All users, newest first, in pages.' },
    { 200: json('One page.', 'UserPage', { items: [USER], nextCursor: null }) },
    ['invalid', 'invalid-cursor'],
  ),
  createUser: route(
    TAG,
    'createUser',
    {
      permission: 'users:write',
      summary: 'Invite a user',
      description: 'Gives a link that works once: whoever opens it chooses the password. Pass it on in private.',
      bodyExample: { email: USER.email, role: 'viewer' },
    },
    { 201: json('The user, and the link.', 'NewUser', NEW_USER) },
    [...BODY, 'user-exists'],
  ),
  getUser: route(
    TAG,
    'getUser',
    { permission: 'users:read', summary: 'Show a user', description: 'One user.' },
    { 200: json('The user.', 'User', USER) },
    ['user-not-found'],
  ),
  changeUser: route(
    TAG,
    'changeUser',
    {
      permission: 'users:write',
      summary: 'Change a user',
      description:
        'Role, grant of payloads, disabled or not. It counts within 5 s everywhere. Nobody can give more than he has, and the last admin stays one.',
      bodyExample: { role: 'operator' },
    },
    { 200: json('The user.', 'User', { ...USER, role: 'operator' }) },
    [...BODY, 'user-not-found', 'last-admin'],
  ),
  deleteUser: route(
    TAG,
    'deleteUser',
    {
      permission: 'users:write',
      summary: 'Delete a user',
      description: 'With all sessions. Tokens that the user made stay: revoke those that must end.',
    },
    { 200: json('The user as it was.', 'User', USER) },
    ['user-not-found', 'last-admin', 'cross-site'],
  ),
  createResetLink: route(
    TAG,
    'createResetLink',
    {
      permission: 'users:write',
      summary: 'Make a link to reset a password',
      description: 'Works once, for 24 hours. Pass it on in private. The second factor stays.',
    },
    { 201: json('The link.', 'AccessLink', INVITATION) },
    ['user-not-found', 'cross-site'],
  ),
  removeUserSecondFactor: route(
    TAG,
    'removeUserSecondFactor',
    {
      permission: 'users:write',
      summary: 'Turn off the second factor of a user',
      description: 'For who has lost the app and the recovery codes.',
    },
    { 200: json('It is off.', 'Done', DONE) },
    ['user-not-found', 'cross-site'],
  ),
  listUserSessions: route(
    TAG,
    'listUserSessions',
    { permission: 'users:read', summary: 'List the sessions of a user', description: 'Where the user has signed in.' },
    { 200: json('The sessions.', 'SessionList', { items: [{ ...SESSION_INFO, isCurrent: false }] }) },
    ['user-not-found'],
  ),
  endUserSessions: route(
    TAG,
    'endUserSessions',
    { permission: 'users:write', summary: 'Sign a user out', description: 'Everywhere, within 5 s.' },
    { 200: json('All sessions have ended.', 'Done', DONE) },
    ['user-not-found', 'cross-site'],
  ),
} satisfies Record<string, RouteDoc>;

export const tokenDocs = {
  listTokens: route(
    TAG,
    'listTokens',
    { permission: 'tokens:read', summary: 'List API tokens', description: 'Revoked ones too, newest first, in pages.' },
    { 200: json('One page.', 'ApiTokenPage', { items: [TOKEN], nextCursor: null }) },
    ['invalid', 'invalid-cursor'],
  ),
  createToken: route(
    TAG,
    'createToken',
    {
      permission: 'tokens:write',
      summary: 'Make an API token',
      description:
        'The answer holds the token, this once. It can do no more than who makes it; `tasks` and `queues` narrow what it can touch.',
      bodyExample: { name: TOKEN.name, permissions: TOKEN.permissions, tasks: TOKEN.tasks },
    },
    { 201: json('The token.', 'NewApiToken', { ...TOKEN, token }) },
    BODY,
  ),
  revokeToken: route(
    TAG,
    'revokeToken',
    {
      permission: 'tokens:write',
      summary: 'Revoke an API token',
      description: 'It is refused everywhere within 5 s, for good.',
    },
    { 200: json('The token.', 'ApiToken', { ...TOKEN, revokedAt: '2026-11-22T11:00:00.000Z' }) },
    ['token-not-found', 'cross-site'],
  ),
} satisfies Record<string, RouteDoc>;
