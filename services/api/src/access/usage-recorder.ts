import type { Logger } from '@fbrain/adapters/logging/logger';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { touchSessions } from '@fbrain/adapters/postgres/session-store';
import { touchTokens } from '@fbrain/adapters/postgres/token-store';
import type { Service } from '@fbrain/adapters/process/service';
import type { Caller } from './credential-cache.ts';

/** Notes which tokens and sessions are in use, at most once a minute each, without a statement per request. */
export interface UsageRecorder extends Service {
  note(caller: Caller): void;
  /** Writes what was noted since the last time; called each minute by a timer. */
  runOnce(): Promise<void>;
}

const EVERY_MS = 60_000;

export function createUsageRecorder(sql: Database, logger: Logger): UsageRecorder {
  let sessions = new Set<string>();
  let tokens = new Set<string>();
  let timer: Timer | undefined;

  const runOnce = async () => {
    const [usedSessions, usedTokens] = [[...sessions], [...tokens]];
    sessions = new Set();
    tokens = new Set();
    try {
      if (usedSessions.length > 0) await touchSessions(sql, usedSessions);
      if (usedTokens.length > 0) await touchTokens(sql, usedTokens);
    } catch (error) {
      // The next use notes it again; a session lasts hours without.
      logger.warn('The use of sessions and tokens could not be noted', { error });
    }
  };

  return {
    name: 'use of credentials',
    note({ principal, sessionId }) {
      if (sessionId !== null) sessions.add(sessionId);
      else if (principal.kind === 'token' && principal.id !== null) tokens.add(principal.id);
    },
    runOnce,
    async start() {
      timer = setInterval(runOnce, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await runOnce();
    },
  };
}
