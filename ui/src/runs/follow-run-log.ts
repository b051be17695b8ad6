import type { RunLogEntry } from '@fbrain/core/run/run';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { followEvents } from '../live/event-stream.ts';
import { appendLines, EMPTY_LOG, type LogBuffer } from './log-buffer.ts';
import { runLogPath } from './runs-queries.ts';

/** `loading` until the server answers, `following` while lines may come, `ended` after the last one. */
export type LogStatus = 'loading' | 'following' | 'ended' | 'lost';

export interface RunLog {
  buffer: Accessor<LogBuffer>;
  status: Accessor<LogStatus>;
  error: Accessor<Error | null>;
}

/** Reads the log of a run from its beginning and follows it to its end, as long as the caller's owner lives. */
export function followRunLog(runId: string): RunLog {
  const [buffer, setBuffer] = createSignal(EMPTY_LOG);
  const [status, setStatus] = createSignal<LogStatus>('loading');
  const [error, setError] = createSignal<Error | null>(null);
  const close = followEvents({
    path: () => runLogPath(runId, buffer().lastSeq),
    onOpen: () => setStatus('following'),
    onEvent: ({ event, data }) => {
      if (event === 'log') setBuffer((old) => appendLines(old, JSON.parse(data) as RunLogEntry[]));
      if (event !== 'end') return;
      setStatus('ended');
      close();
    },
    onLost: () => setStatus('lost'),
    onRefused: setError,
  });
  onCleanup(close);
  return { buffer, status, error };
}
