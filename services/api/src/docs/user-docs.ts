import {
  EXAMPLE_DONE,
  EXAMPLE_INVITATION,
  EXAMPLE_NEW_TOKEN,
  EXAMPLE_NEW_USER,
  EXAMPLE_SESSION_INFO,
  EXAMPLE_TOKEN,
  EXAMPLE_USER,
} from './access-examples.ts';
import { json, type RouteDoc, route } from './route-doc.ts';
import { ACCESS_BODY } from './session-docs.ts';

/** What the documentation says about users and tokens; see route-docs.ts. */

const TAG = 'Access';

export const userDocs = {
  listUsers: route(
    TAG,
    'listUsers',
    { permission: 'users:read', summary: 'List users', description: 'All users, newest first, in pages.' },
    { 200: json('One page.', 'UserPage', { items: [EXAMPLE_USER], nextCursor: null }) },
    ['invalid', 'invalid-cursor'],
  ),
  createUser: route(
    TAG,
    'createUser',
    {
      permission: 'users:write',
      summary: 'Invite a user',
      description: 'Gives a link that works once: whoever opens it chooses the password. Pass it on in private.',
      bodyExample: { email: EXAMPLE_USER.email, role: 'viewer' },
    },
    { 201: json('The user, and the link.', 'NewUser', EXAMPLE_NEW_USER) },
    [...ACCESS_BODY, 'user-exists'],
  ),
  getUser: route(
    TAG,
    'getUser',
    { permission: 'users:read', summary: 'Show a user', description: 'One user.' },
    { 200: json('The user.', 'User', EXAMPLE_USER) },
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
    { 200: json('The user.', 'User', { ...EXAMPLE_USER, role: 'operator' }) },
    [...ACCESS_BODY, 'user-not-found', 'last-admin'],
  ),
  deleteUser: route(
    TAG,
    'deleteUser',
    {
      permission: 'users:write',
      summary: 'Delete a user',
      description: 'With all sessions. Tokens that the user made stay: revoke those that must end.',
    },
    { 200: json('The user as it was.', 'User', EXAMPLE_USER) },
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
    { 201: json('The link.', 'AccessLink', EXAMPLE_INVITATION) },
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
    { 200: json('It is off.', 'Done', EXAMPLE_DONE) },
    ['user-not-found', 'cross-site'],
  ),
  listUserSessions: route(
    TAG,
    'listUserSessions',
    { permission: 'users:read', summary: 'List the sessions of a user', description: 'Where the user has signed in.' },
    { 200: json('The sessions.', 'SessionList', { items: [{ ...EXAMPLE_SESSION_INFO, isCurrent: false }] }) },
    ['user-not-found'],
  ),
  endUserSessions: route(
    TAG,
    'endUserSessions',
    { permission: 'users:write', summary: 'Sign a user out', description: 'Everywhere, within 5 s.' },
    { 200: json('All sessions have ended.', 'Done', EXAMPLE_DONE) },
    ['user-not-found', 'cross-site'],
  ),
} satisfies Record<string, RouteDoc>;

export const tokenDocs = {
  listTokens: route(
    TAG,
    'listTokens',
    { permission: 'tokens:read', summary: 'List API tokens', description: 'Revoked ones too, newest first, in pages.' },
    { 200: json('One page.', 'ApiTokenPage', { items: [EXAMPLE_TOKEN], nextCursor: null }) },
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
      bodyExample: { name: EXAMPLE_TOKEN.name, permissions: EXAMPLE_TOKEN.permissions, tasks: EXAMPLE_TOKEN.tasks },
    },
    { 201: json('The token.', 'NewApiToken', EXAMPLE_NEW_TOKEN) },
    ACCESS_BODY,
  ),
  revokeToken: route(
    TAG,
    'revokeToken',
    {
      permission: 'tokens:write',
      summary: 'Revoke an API token',
      description: 'It is refused everywhere within 5 s, for good.',
    },
    { 200: json('The token.', 'ApiToken', { ...EXAMPLE_TOKEN, revokedAt: '2026-11-22T11:00:00.000Z' }) },
    ['token-not-found', 'cross-site'],
  ),
} satisfies Record<string, RouteDoc>;
