/** A stored secret as the API shows it: everything but its value, which nobody can read back. */
export interface SecretInfo {
  name: string;
  createdAt: string;
  updatedAt: string;
  /** Who set the value. */
  updatedBy: string;
  /** Tasks that may read it. */
  usedBy: string[];
}

/** Longest value, in characters: keys and certificates fit, files do not belong here. */
export const MAX_SECRET_LENGTH = 32_768;
