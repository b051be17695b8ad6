import type { Permission } from './permission.ts';
import type { PrincipalKind } from './principal.ts';
import type { User } from './user.ts';

/** Who the caller is and what it may do: what a UI needs to know which buttons to show. */
export interface Session {
  principal: { kind: PrincipalKind; id: string | null; name: string };
  /** Null for tokens. */
  user: User | null;
  permissions: Permission[];
  tasks: string[] | null;
  queues: string[] | null;
  /** When a session ends whatever happens; null for tokens without an end. */
  expiresAt: string | null;
}

/** Whether there is a session at all: strangers may ask. */
export interface SessionState {
  /** Null for whoever is not signed in. */
  session: Session | null;
}

/** A place where a user has signed in. */
export interface SessionInfo {
  id: string;
  /** The one that asks. */
  isCurrent: boolean;
  address: string | null;
  userAgent: string | null;
  createdAt: string;
  /** To the minute. */
  lastSeenAt: string;
  expiresAt: string;
}

export interface SignInRequest {
  email: string;
  password: string;
  /** Six digits of the second factor, or one of the recovery codes. */
  code?: string;
}

export interface SetupRequest {
  code: string;
  email: string;
  password: string;
}

export interface SetupState {
  /** True until the first admin exists. */
  isNeeded: boolean;
}

export interface PasswordResetRequest {
  code: string;
  password: string;
}

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** What an authenticator app needs; counts from the first code on. */
export interface SecondFactorSecret {
  /** Base32. */
  secret: string;
  /** `otpauth://…`, for a QR code. */
  uri: string;
}

export interface RecoveryCodes {
  /** Each works once, instead of a code. Shown this once. */
  recoveryCodes: string[];
}
