import type { Permission } from './permission.ts';

/** What every API token begins with, so that scanners find one that was published by mistake. */
export const TOKEN_PREFIX = 'fb_';

/** A credential of a program. */
export interface ApiToken {
  id: string;
  name: string;
  /** Its first characters, to tell tokens apart. */
  prefix: string;
  permissions: Permission[];
  /** Patterns of the tasks and queues it may touch, such as `csv.*`; null = all. */
  tasks: string[] | null;
  queues: string[] | null;
  /** Who made it. */
  createdBy: string;
  createdAt: string;
  expiresAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export interface ApiTokenRequest {
  name: string;
  permissions: Permission[];
  tasks?: string[];
  queues?: string[];
  expiresAt?: string;
}

/** The only answer that holds the token itself. */
export interface NewApiToken extends ApiToken {
  token: string;
}
