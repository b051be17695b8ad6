import type { ApiToken, NewApiToken } from '@fbrain/core/access/api-token';
import { AUDIT_ACTORS, AUDIT_OUTCOMES, type AuditEntry } from '@fbrain/core/access/audit';
import { PERMISSIONS } from '@fbrain/core/access/permission';
import { PRINCIPAL_KINDS } from '@fbrain/core/access/principal';
import { ROLES } from '@fbrain/core/access/role';
import type {
  RecoveryCodes,
  SecondFactorSecret,
  Session,
  SessionInfo,
  SessionState,
  SetupState,
} from '@fbrain/core/access/session';
import type { AccessLink, NewUser, User } from '@fbrain/core/access/user';
import { Type as t } from '@sinclair/typebox';
import { exactObject, nullable, oneOf, type SchemaOf } from '../http/schema.ts';
import { anyJson, id, instant, listOf, page, payload } from './schema-parts.ts';

/** What answers about users, sessions, tokens and the audit log look like; see response-schemas.ts. */

const user = {
  id: id(),
  email: t.String(),
  role: oneOf(ROLES),
  seesPayloads: t.Boolean({ description: 'Granted `payloads:read` beyond the role.' }),
  isDisabled: t.Boolean(),
  hasPassword: t.Boolean({ description: 'False until the link of the invitation was used.' }),
  hasSecondFactor: t.Boolean(),
  createdAt: instant(),
  lastLoginAt: nullable(instant()),
};

const userSchema = exactObject(user, {
  title: 'User',
  description: 'Somebody who signs in.',
}) satisfies SchemaOf<User>;

const accessLinkSchema = exactObject(
  {
    path: t.String({ description: 'Path and fragment below the address of the UI.' }),
    expiresAt: instant(),
  },
  { title: 'AccessLink', description: 'Whoever opens it chooses a password, once.' },
) satisfies SchemaOf<AccessLink>;

const newUserSchema = exactObject(
  { ...user, invitation: accessLinkSchema },
  { title: 'NewUser', description: 'A user, and the link by which the password is chosen.' },
) satisfies SchemaOf<NewUser>;

const permissions = t.Array(oneOf(PERMISSIONS));
const patterns = nullable(t.Array(t.String(), { description: 'Null = all.' }));

const sessionSchema = exactObject(
  {
    principal: exactObject({ kind: oneOf(PRINCIPAL_KINDS), id: nullable(id()), name: t.String() }),
    user: nullable(userSchema),
    permissions,
    tasks: patterns,
    queues: patterns,
    expiresAt: nullable(instant()),
  },
  { title: 'Session', description: 'Who the caller is, and what it may do.' },
) satisfies SchemaOf<Session>;

const sessionStateSchema = exactObject(
  { session: nullable(sessionSchema) },
  { title: 'SessionState', description: 'Who the caller is; null for nobody who is known.' },
) satisfies SchemaOf<SessionState>;

const sessionInfoSchema = exactObject(
  {
    id: id(),
    isCurrent: t.Boolean({ description: 'The one that asks.' }),
    address: nullable(t.String()),
    userAgent: nullable(t.String()),
    createdAt: instant(),
    lastSeenAt: instant('To the minute.'),
    expiresAt: instant(),
  },
  { title: 'SessionInfo', description: 'Where a user has signed in.' },
) satisfies SchemaOf<SessionInfo>;

const setupStateSchema = exactObject(
  { isNeeded: t.Boolean({ description: 'True until the first admin exists.' }) },
  { title: 'SetupState', description: 'Whether the installation has an admin.' },
) satisfies SchemaOf<SetupState>;

const secondFactorSecretSchema = exactObject(
  { secret: t.String({ description: 'Base32.' }), uri: t.String({ description: '`otpauth://…`, for a QR code.' }) },
  { title: 'SecondFactorSecret', description: 'What an authenticator app needs.' },
) satisfies SchemaOf<SecondFactorSecret>;

const recoveryCodesSchema = exactObject(
  { recoveryCodes: t.Array(t.String()) },
  { title: 'RecoveryCodes', description: 'Each works once, instead of a code of the app.' },
) satisfies SchemaOf<RecoveryCodes>;

const token = {
  id: id(),
  name: t.String(),
  prefix: t.String({ description: 'Its first characters.' }),
  permissions,
  tasks: patterns,
  queues: patterns,
  createdBy: t.String(),
  createdAt: instant(),
  expiresAt: nullable(instant()),
  lastUsedAt: nullable(instant('To the minute.')),
  revokedAt: nullable(instant()),
};

const tokenSchema = exactObject(token, {
  title: 'ApiToken',
  description: 'A credential of a program.',
}) satisfies SchemaOf<ApiToken>;

const newTokenSchema = exactObject(
  { ...token, token: t.String({ description: 'The token itself: only this answer shows it.' }) },
  { title: 'NewApiToken', description: 'A token that was just made.' },
) satisfies SchemaOf<NewApiToken>;

const auditEntrySchema = exactObject(
  {
    id: id(),
    at: instant(),
    actor: exactObject({ kind: oneOf(AUDIT_ACTORS), id: nullable(id()), name: t.String() }),
    action: t.String({ description: 'operationId of the route.' }),
    target: exactObject({ kind: t.String(), id: nullable(t.String()) }),
    address: nullable(t.String()),
    outcome: oneOf(AUDIT_OUTCOMES),
    status: t.Integer(),
    // Schedules and bulk actions among them hold what callers put in.
    before: payload(anyJson('What it was.')),
    after: payload(anyJson('What it became.')),
    requestId: t.String(),
  },
  { title: 'AuditEntry', description: 'Who did what to what, from where, and what came of it.' },
) satisfies SchemaOf<AuditEntry>;

const doneSchema = exactObject(
  { status: oneOf(['done']) },
  { title: 'Done', description: 'It is done; there is nothing else to say.' },
);

/** By title. */
export const ACCESS_SCHEMAS = {
  User: userSchema,
  UserPage: page(userSchema, 'UserPage'),
  AccessLink: accessLinkSchema,
  NewUser: newUserSchema,
  Session: sessionSchema,
  SessionState: sessionStateSchema,
  SessionInfo: sessionInfoSchema,
  SessionList: listOf(sessionInfoSchema, 'SessionList'),
  SetupState: setupStateSchema,
  SecondFactorSecret: secondFactorSecretSchema,
  RecoveryCodes: recoveryCodesSchema,
  ApiToken: tokenSchema,
  ApiTokenPage: page(tokenSchema, 'ApiTokenPage'),
  NewApiToken: newTokenSchema,
  AuditEntry: auditEntrySchema,
  AuditPage: page(auditEntrySchema, 'AuditPage'),
  Done: doneSchema,
} as const;
