import type { Logger } from '@fbrain/adapters/logging/logger';
import type { RunLogEntry } from '@fbrain/core/run/run';
import type { RunState } from '@fbrain/core/run/run-state';
import type { EventClient } from '../live/event-stream.ts';
import type { RunWatcher } from '../live/run-watcher.ts';

export interface FollowLogsOptions {
  runId: string;
  /** Lines up to this one are known to the client. */
  after: number;
  /** The run has ended before. */
  hasEnded: boolean;
  watcher: RunWatcher;
  readLogs(after: number, limit: number): Promise<RunLogEntry[]>;
  readState(): Promise<RunState | null>;
  logger: Logger;
}

const PAGE = 500;
/** A worker writes outcomes and log lines in separate batches: the last lines may follow the end of the run. */
const LATE_LINES_MS = 500;

/**
 * Sends the lines of a run as they come, `log` with a list of lines each, then `end` with the final state. What a
 * slow client has no room for is read again later: it loses nothing.
 */
export function followRunLogs(client: EventClient, options: FollowLogsOptions): { stop(): void; wake(): void } {
  const { runId, watcher, logger } = options;
  let { after, hasEnded } = options;
  let isStopped = false;
  let bell = Promise.withResolvers<void>();
  let lateLines: ReturnType<typeof setTimeout> | undefined;
  const wake = () => bell.resolve();
  const onLateLines = () => {
    hasEnded = true;
    wake();
  };

  const unwatch = watcher.watch(runId, (change) => {
    wake();
    if (change === 'ended') lateLines ??= setTimeout(onLateLines, LATE_LINES_MS);
  });

  const sendPage = async (): Promise<'sent' | 'none' | 'full'> => {
    const lines = await options.readLogs(after, PAGE);
    const last = lines.at(-1);
    if (!last) return 'none';
    if (!client.send('log', lines)) return 'full';
    after = last.seq;
    return 'sent';
  };
  const follow = async () => {
    while (!isStopped) {
      bell = Promise.withResolvers();
      const isLastLook = hasEnded;
      const outcome = await sendPage();
      if (outcome === 'sent') continue;
      if (outcome === 'none' && isLastLook && client.send('end', { state: await options.readState() }))
        return client.end();
      await bell.promise;
    }
  };
  follow().catch((error: unknown) => {
    logger.warn('The log lines of a run could not be followed', { runId, error });
    client.end();
  });

  return {
    wake,
    stop() {
      isStopped = true;
      unwatch();
      clearTimeout(lateLines);
      wake();
    },
  };
}
