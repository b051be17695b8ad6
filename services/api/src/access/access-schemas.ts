import type { ApiTokenRequest } from '@fbrain/core/access/api-token';
import { AUDIT_OUTCOMES } from '@fbrain/core/access/audit';
import { NAME_PATTERN_PATTERN } from '@fbrain/core/access/name-pattern';
import { MAX_PASSWORD_LENGTH } from '@fbrain/core/access/password';
import { PERMISSIONS } from '@fbrain/core/access/permission';
import { ROLES } from '@fbrain/core/access/role';
import type { PasswordChange, PasswordResetRequest, SetupRequest, SignInRequest } from '@fbrain/core/access/session';
import { EMAIL_PATTERN, MAX_EMAIL_LENGTH, type UserPatch, type UserRequest } from '@fbrain/core/access/user';
import { Type as t } from '@sinclair/typebox';
import { exactObject, oneOf, type SchemaOf, text } from '../http/schema.ts';
import { listRunsQuery } from '../runs/run-schemas.ts';

/** What requests about users, sessions, tokens and the audit log may contain. */

const email = t.String({ pattern: EMAIL_PATTERN, maxLength: MAX_EMAIL_LENGTH, examples: ['ada@example.org'] });
/** Rules of new passwords are in core/access/password.ts; one that is in use must only be of a length that is hashed. */
const password = t.String({ maxLength: MAX_PASSWORD_LENGTH });
const linkCode = t.String({ maxLength: 100, description: 'The code of the link.' });
const factorCode = t.String({
  maxLength: 40,
  description: 'Six digits of the second factor, or one of the recovery codes.',
});

export const signInBody = exactObject(
  { email, password, code: t.Optional(factorCode) },
  { title: 'SignInRequest', description: 'Who signs in.' },
) satisfies SchemaOf<SignInRequest>;

export const setupBody = exactObject(
  { code: linkCode, email, password },
  { title: 'SetupRequest', description: 'The first admin.' },
) satisfies SchemaOf<SetupRequest>;

export const passwordResetBody = exactObject(
  { code: linkCode, password },
  { title: 'PasswordResetRequest', description: 'A new password, by a link.' },
) satisfies SchemaOf<PasswordResetRequest>;

export const passwordChangeBody = exactObject(
  { currentPassword: password, newPassword: password },
  { title: 'PasswordChange', description: 'A new password, by the present one.' },
) satisfies SchemaOf<PasswordChange>;

export const passwordBody = exactObject(
  { password },
  { title: 'PasswordConfirmation', description: 'The password once more.' },
);

export const factorCodeBody = exactObject(
  { code: factorCode },
  { title: 'SecondFactorCode', description: 'A code that the app shows.' },
);

const role = oneOf(ROLES, { description: 'What the user may do.' });
const seesPayloads = t.Boolean({ description: 'Grants a viewer `payloads:read`.' });

export const userBody = exactObject(
  { email, role, seesPayloads: t.Optional(seesPayloads) },
  { title: 'UserRequest', description: 'Somebody who is to sign in.' },
) satisfies SchemaOf<UserRequest>;

export const userPatchBody = exactObject(
  {
    role: t.Optional(role),
    seesPayloads: t.Optional(seesPayloads),
    isDisabled: t.Optional(t.Boolean({ description: 'Ends all sessions, and nobody can sign in.' })),
  },
  { title: 'UserPatch', description: 'The fields to change.' },
) satisfies SchemaOf<UserPatch>;

const patterns = (what: string) =>
  t.Optional(
    t.Array(t.String({ pattern: NAME_PATTERN_PATTERN }), {
      minItems: 1,
      maxItems: 100,
      description: `Only these ${what}; \`*\` stands for any text. Default: all.`,
      examples: [['csv.*']],
    }),
  );

export const tokenBody = exactObject(
  {
    name: text({ minLength: 1, maxLength: 100, description: 'For people.' }),
    permissions: t.Array(oneOf(PERMISSIONS), { minItems: 1, maxItems: 100, description: 'What it may do.' }),
    tasks: patterns('tasks'),
    queues: patterns('queues'),
    expiresAt: t.Optional(text({ description: 'Instant from which on it is refused. Default: never.' })),
  },
  { title: 'ApiTokenRequest', description: 'A credential for a program.' },
) satisfies SchemaOf<ApiTokenRequest>;

const { cursor, limit } = listRunsQuery.properties;
export const pageQuery = exactObject({ cursor, limit });

const condition = (description: string) => t.Optional(text({ description, maxLength: 300 }));

export const AUDIT_FORMATS = ['json', 'csv', 'jsonl'] as const;

export const auditQuery = exactObject({
  actor: condition('Email of the user, name of the token, or id of either.'),
  action: condition('operationId of the route.'),
  target: condition('Kind of what it was done to, such as `schedule`, or its id.'),
  outcome: t.Optional(oneOf(AUDIT_OUTCOMES, { description: 'What came of it.' })),
  from: condition('Entries at or after this instant.'),
  to: condition('Entries before this instant.'),
  format: t.Optional(
    oneOf(AUDIT_FORMATS, { description: '`csv` and `jsonl` give all that match as a file instead of a page.' }),
  ),
  cursor,
  limit,
});
