import type { Role } from './role.ts';

/** Somebody who signs in. */
export interface User {
  id: string;
  /** Lower case. */
  email: string;
  role: Role;
  /** Granted `payloads:read` beyond the role. */
  seesPayloads: boolean;
  isDisabled: boolean;
  /** False until the link of the invitation was used. */
  hasPassword: boolean;
  hasSecondFactor: boolean;
  createdAt: string;
  lastLoginAt: string | null;
}

export interface UserRequest {
  email: string;
  role: Role;
  seesPayloads?: boolean;
}

export interface UserPatch {
  role?: Role;
  seesPayloads?: boolean;
  isDisabled?: boolean;
}

/** A link that works once: whoever opens it chooses a password. */
export interface AccessLink {
  /** Path and fragment below the address of the UI. The code is in the fragment, which no server or log sees. */
  path: string;
  expiresAt: string;
}

export interface NewUser extends User {
  invitation: AccessLink;
}

/** An email address, as far as it can be checked without sending one. */
export const EMAIL_PATTERN = '^[^\\s@\\u0000-\\u001f]+@[^\\s@\\u0000-\\u001f]+$';
export const MAX_EMAIL_LENGTH = 254;

export const normaliseEmail = (email: string): string => email.trim().toLowerCase();
