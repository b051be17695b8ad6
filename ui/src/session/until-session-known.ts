import { browserConnection } from '../live/browser-connection.ts';
import { reconnectDelayMs } from '../live/reconnect-delay.ts';
import { restoreSession } from './session-queries.ts';

/** Finds out who is signed in, and tries for as long as it takes. Calls back with each try that failed. */
export async function untilSessionKnown(onFailure: (error: Error) => void): Promise<void> {
  const never = new AbortController();
  for (let failures = 1; ; failures++) {
    try {
      return await restoreSession();
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)));
      await browserConnection.pause(reconnectDelayMs(failures, Math.random()), never.signal);
    }
  }
}
