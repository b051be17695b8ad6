import type { ApiTokenRequest } from '@fbrain/core/access/api-token';
import { PERMISSIONS, type Permission } from '@fbrain/core/access/permission';

/** What was typed about a token. */
export interface TokenForm {
  name: string;
  permissions: readonly Permission[];
  /** Patterns, separated by commas or spaces. */
  tasks: string;
  queues: string;
  /** Days until it ends; empty = never. */
  days: string;
}

/** What an application that starts runs and waits for them needs. */
export const EMPTY_TOKEN: TokenForm = {
  name: '',
  permissions: ['runs:read', 'runs:write', 'payloads:read', 'tasks:read'],
  tasks: '',
  queues: '',
  days: '',
};

const DAY_MS = 86_400_000;

export function toTokenRequest(form: TokenForm, nowMs: number): ApiTokenRequest {
  const tasks = toPatterns(form.tasks);
  const queues = toPatterns(form.queues);
  const days = Number(form.days);
  return {
    name: form.name.trim(),
    permissions: PERMISSIONS.filter((permission) => form.permissions.includes(permission)),
    ...(tasks.length > 0 && { tasks }),
    ...(queues.length > 0 && { queues }),
    ...(form.days.trim() !== '' && { expiresAt: new Date(nowMs + days * DAY_MS).toISOString() }),
  };
}

/** A number of days that makes sense, or none. */
export const isDays = (text: string): boolean => text.trim() === '' || /^[1-9]\d{0,3}$/.test(text.trim());

const toPatterns = (text: string): string[] => text.split(/[\s,]+/).filter((pattern) => pattern !== '');
