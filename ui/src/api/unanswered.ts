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
  };
}

/** Not `randomUUID`: without HTTPS browsers do not have it. */
const newKey = (): string =>
  `ui-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** Whether a write that ended so may have been done all the same. */
const isUnanswered = ({ status }: ApiError): boolean => status === 0 || status === 502 || status === 504;

/** Says honestly that it is unknown whether a write was done. Other errors stay as they are. */
export function toWriteError(error: unknown, isKeyed: boolean): unknown {
  if (!(error instanceof ApiError) || !isUnanswered(error)) return error;
  return new ApiError(t(isKeyed ? 'error.unansweredOnce' : 'error.unanswered'), error);
}
