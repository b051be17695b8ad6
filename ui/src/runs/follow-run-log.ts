import type { RunLogEntry } from '@fbrain/core/run/run';
import { type Accessor, createSignal, onCleanup } from 'solid-js';
import { followEvents } from '../live/event-stream.ts';
import { createLogBuffer, type LogBuffer } from './log-buffer.ts';
import { runLogPath } from './runs-queries.ts';

/** `loading` until the server answers, `following` while lines may come, `ended` after the last one. */
export type LogStatus = 'loading' | 'following' | 'ended' | 'lost';

export interface RunLog {
  buffer: LogBuffer;
  /** Tells that lines came: once a frame at most, however many pages of them arrive. */
  changes: Accessor<number>;
  status: Accessor<LogStatus>;
  error: Accessor<Error | null>;
}

/** Reads the log of a run from its beginning and follows it to its end, as long as the caller's owner lives. */
export function followRunLog(runId: string): RunLog {
  const buffer = createLogBuffer();
  const [changes, setChanges] = createSignal(0);
  const [status, setStatus] = createSignal<LogStatus>('loading');
  const [error, setError] = createSignal<Error | null>(null);
  let frame: number | undefined;
  const tell = () => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      setChanges((count) => count + 1);
    });
  };
  const close = followEvents({
    path: () => runLogPath(runId, buffer.lastSeq),
    onOpen: () => setStatus('following'),
    onEvent: ({ event, data }) => {
      if (event === 'log') buffer.append(JSON.parse(data) as RunLogEntry[]);
      tell();
      if (event !== 'end') return;
      setStatus('ended');
      close();
    },
    onLost: () => setStatus('lost'),
    onRefused: setError,
  });
  onCleanup(() => {
    close();
    if (frame !== undefined) cancelAnimationFrame(frame);
  });
  return { buffer, changes, status, error };
}
