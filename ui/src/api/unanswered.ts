import { t } from '../i18n/translate.ts';
import { ApiError } from './api-error.ts';

/** Whoever has not tried again by then means something new. */
const KEPT_MS = 10 * 60_000;

interface Kept {
  key: string;
  sentAtMs: number;
}

/** Keys of what was sent and not answered, so that sending the same again does it once. */
export interface UnansweredKeys {
  /** The key to send something with. */
  keyFor(what: string): string;
  /** It was answered, whatever the answer: the same again is meant. */
  answered(what: string): void;
  /** Whoever sends the same from now on means another one. */
  forgetAll(): void;
}

export function createUnansweredKeys(now: () => number = Date.now): UnansweredKeys {
  const kept = new Map<string, Kept>();
  return {
    keyFor(what) {
      const nowMs = now();
      for (const [other, { sentAtMs }] of kept) if (nowMs - sentAtMs > KEPT_MS) kept.delete(other);
      const key = kept.get(what)?.key ?? newKey();
      kept.set(what, { key, sentAtMs: nowMs });
      return key;
    },
    answered: (what) => void kept.delete(what),
    forgetAll: () => kept.clear(),
  };
}

/** Those of this tab. */
export const unansweredKeys = createUnansweredKeys();

/**
 * For when the form or dialog that said "trying again is safe" is left, or somebody else signs in: the same sent later
 * is meant, and must not silently be the one from before.
 */
export const forgetUnanswered = (): void => unansweredKeys.forgetAll();

/** Not `randomUUID`: without HTTPS browsers do not have it. */
const newKey = (): string =>
  `ui-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** Whether a write that ended so may have been done all the same; with 2xx when the answer broke off after its headers. */
const isUnanswered = ({ status, code }: ApiError): boolean =>
  status === 0 || status === 502 || status === 504 || (code === 'unexplained' && status < 300);

/** Says honestly that it is unknown whether a write was done. Other errors stay as they are. */
export function toWriteError(error: unknown, isKeyed: boolean): unknown {
  if (!(error instanceof ApiError) || !isUnanswered(error)) return error;
  return new ApiError(t(isKeyed ? 'error.unansweredOnce' : 'error.unanswered'), error);
}
