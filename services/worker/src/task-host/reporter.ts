import type { AttemptRef, HostLogLine, HostProgress, HostReport, HostResult } from './protocol.ts';

/** Collects what happens in one turn of the event loop and sends it as one message. */
export interface Reporter {
  result(result: HostResult): void;
  log(line: HostLogLine): void;
  /** Only the latest value of an attempt is sent. */
  progress(ref: AttemptRef, progress: Pick<HostProgress, 'fraction' | 'message'>): void;
  /** Resolves in the next turn of the event loop, when all of this one has been sent. */
  flushed(): Promise<void>;
}

/** A loop that logs without ever yielding is sent in portions, so that no message grows without bound. */
const MAX_LINES = 1_000;

export function createReporter(send: (report: HostReport) => void): Reporter {
  let report: HostReport | undefined;
  let progress = new Map<AttemptRef, HostProgress>();
  let turn: Promise<void> | undefined;
  let endTurn: (() => void) | undefined;

  const flush = () => {
    if (!report) return;
    const full = report;
    full.progress = [...progress.values()];
    report = undefined;
    progress = new Map();
    send(full);
  };
  const schedule = () => {
    turn ??= new Promise((resolve) => {
      endTurn = resolve;
      setImmediate(() => {
        turn = undefined;
        flush();
        endTurn?.();
      });
    });
    return turn;
  };
  const open = (): HostReport => {
    schedule();
    report ??= { type: 'report', results: [], logs: [], progress: [] };
    return report;
  };

  return {
    result: (result) => void open().results.push(result),
    log: (line) => {
      if (open().logs.push(line) >= MAX_LINES) flush();
    },
    progress: (ref, value) => {
      open();
      progress.set(ref, { runId: ref.runId, attempt: ref.attempt, ...value });
    },
    flushed: schedule,
  };
}
