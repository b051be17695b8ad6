import type { ClaimedRun } from '../run/claimed-run.ts';

/** A lane of the transport: one queue and one priority band of it. */
export interface Lane {
  queue: string;
  band: number;
}

/** "This run is ready": all that travels from the API to the workers. Losing one costs time, never a run (G4). */
export interface ReadyHint extends Lane {
  runId: string;
}

/** Sends hints after the commit that made the runs ready. */
export interface HintPublisher {
  /** Resolves when the carrier has confirmed all hints; rejects with `TransportDown` when it could not. */
  publish(hints: readonly ReadyHint[]): Promise<void>;
  /** Hints waiting in a lane, so that a run whose hint was lost is told from one whose turn has not come. */
  backlog(lane: Lane): Promise<number>;
  isConnected(): boolean;
}

/** What one claim may take. */
export interface ClaimRequest {
  /** Most runs to claim. */
  limit: number;
  /** Most of them whose task needs a process of its own. */
  processLimit: number;
  /** Runs that this worker executes now, by queue: queues share its slots evenly. Absent = none. */
  running?: ReadonlyMap<string, number>;
}

/** Brings ready runs to one worker, claimed. */
export interface RunSource {
  /**
   * Claims up to `limit` ready runs, committed when it resolves. An empty answer means that nothing is ready now:
   * wait for `onReady`.
   */
  claim(request: ClaimRequest): Promise<ClaimedRun[]>;
  /** Calls back when there may be something to claim. At most one listener. */
  onReady(listener: () => void): void;
  /** Queues to take from. May be called again at any time. */
  serve(queues: readonly string[]): Promise<void>;
  isConnected(): boolean;
  /** Stops taking and gives back what was taken and not claimed. Safe to call twice. */
  stop(): Promise<void>;
}

/** The carrier did not answer or did not confirm. The dispatcher sends again; nobody needs to act. */
export class TransportDown extends Error {
  override readonly name = 'TransportDown';
}
