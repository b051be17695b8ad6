import type { Problem } from '@fbrain/core/errors/problem';
import {
  EXAMPLE_DONE,
  EXAMPLE_PASSWORD,
  EXAMPLE_SESSION,
  EXAMPLE_SESSION_INFO,
  EXAMPLE_USER,
} from './access-examples.ts';
import { json, problems, type RouteDoc, route } from './route-doc.ts';

/** What the documentation says about signing in and the own account; see route-docs.ts. */

export const ACCESS_BODY: Problem['code'][] = [
  'invalid',
  'invalid-json',
  'body-too-large',
  'unsupported-media-type',
  'cross-site',
];
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
      bodyExample: {
        code: '0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I',
        email: EXAMPLE_USER.email,
        password: EXAMPLE_PASSWORD,
      },
    },
    { 201: json('The admin is made and signed in.', 'Session', EXAMPLE_SESSION) },
    [...ACCESS_BODY, 'invalid-link', 'insecure-connection', 'overloaded'],
  ),
  resetPassword: open(
    'resetPassword',
    {
      summary: 'Choose a password by a link',
      description: 'By the link of an invitation or of a reset, which works once. Ends all sessions of the user.',
      bodyExample: { code: '0eHqfqvnbn0X3Lr5BQyQwW9Nf2vLwKxJmU3yC1aZs8I', password: EXAMPLE_PASSWORD },
    },
    { 200: json('It is set: sign in with it.', 'Done', EXAMPLE_DONE) },
    [...ACCESS_BODY, 'invalid-link', 'overloaded'],
  ),
  signIn: open(
    'signIn',
    {
      summary: 'Sign in',
      description:
        'The session comes as a cookie that no script can read. Unknown users and wrong passwords get the same answer. Who has a second factor is asked for it by `second-factor-required`: send the same again with `code`.',
      bodyExample: { email: EXAMPLE_USER.email, password: EXAMPLE_PASSWORD },
    },
    { 200: json('Signed in.', 'Session', EXAMPLE_SESSION) },
    [...ACCESS_BODY, ...GUESSES, 'wrong-credentials', 'second-factor-required', 'insecure-connection'],
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
    { 200: json('The caller.', 'Session', EXAMPLE_SESSION) },
  ),
  getSessionState: open(
    'getSessionState',
    {
      summary: 'Am I signed in?',
      description:
        'As `GET /session`, but not being signed in is an answer and no error: for a page that has to find out at its start.',
    },
    { 200: json('The session, or null.', 'SessionState', { session: EXAMPLE_SESSION }) },
    ['overloaded'],
  ),
  signOut: route(
    TAG,
    'signOut',
    { permission: 'signed-in', summary: 'Sign out', description: 'Ends the session that asks.' },
    { 200: json('It has ended.', 'Done', EXAMPLE_DONE) },
    ['cross-site'],
  ),
  changePassword: route(
    TAG,
    'changePassword',
    {
      permission: 'signed-in',
      summary: 'Change the own password',
      description: 'Asks for the present one. Ends all other sessions.',
      bodyExample: { currentPassword: EXAMPLE_PASSWORD, newPassword: 'four other random words' },
    },
    { 200: json('It is changed.', 'Done', EXAMPLE_DONE) },
    [...ACCESS_BODY, ...GUESSES, 'wrong-credentials'],
  ),
  listSessions: route(
    TAG,
    'listSessions',
    { permission: 'signed-in', summary: 'List the own sessions', description: 'Where the caller has signed in.' },
    { 200: json('The sessions.', 'SessionList', { items: [EXAMPLE_SESSION_INFO] }) },
  ),
  endSession: route(
    TAG,
    'endSession',
    {
      permission: 'signed-in',
      summary: 'End an own session',
      description: 'Whoever uses it is signed out within 5 s.',
    },
    { 200: json('It has ended.', 'Done', EXAMPLE_DONE) },
    ['session-not-found', 'cross-site'],
  ),
  endOtherSessions: route(
    TAG,
    'endOtherSessions',
    { permission: 'signed-in', summary: 'End all other sessions', description: 'All but the one that asks.' },
    { 200: json('They have ended.', 'Done', EXAMPLE_DONE) },
    ['cross-site'],
  ),
  proposeSecondFactor: route(
    TAG,
    'proposeSecondFactor',
    {
      permission: 'signed-in',
      summary: 'Begin to set up a second factor',
      description: 'Gives a secret for an authenticator app (TOTP). It counts once a code of it is confirmed.',
      bodyExample: { password: EXAMPLE_PASSWORD },
    },
    {
      200: json('The secret.', 'SecondFactorSecret', {
        secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
        uri: 'otpauth://totp/F_BRAIN:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=F_BRAIN',
      }),
    },
    [...ACCESS_BODY, ...GUESSES, 'wrong-credentials', 'second-factor-on'],
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
    [...ACCESS_BODY, 'second-factor-on'],
  ),
  removeSecondFactor: route(
    TAG,
    'removeSecondFactor',
    {
      permission: 'signed-in',
      summary: 'Turn the second factor off',
      description: 'Asks for the password.',
      bodyExample: { password: EXAMPLE_PASSWORD },
    },
    { 200: json('It is off.', 'Done', EXAMPLE_DONE) },
    [...ACCESS_BODY, ...GUESSES, 'wrong-credentials'],
  ),
} satisfies Record<string, RouteDoc>;
