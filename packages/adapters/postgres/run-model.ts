import { canTransition, isFinalState, type RunState } from '@fbrain/core/run/run-state';

/** What is compared between the model and the tables. */
export interface ModelRun {
  id: string;
  state: RunState;
  attempt: number;
  failures: number;
  /** Null unless it runs. */
  workerId: string | null;
}

/** A run with what decides its future. */
export interface LivingRun extends ModelRun {
  isDue: boolean;
  hasExpired: boolean;
  /** Somebody asked to cancel it while it ran: no attempt may follow (G10). */
  isUnwanted: boolean;
  band: number;
  rank: number;
}

/** Runs as the documentation tells their life, without a database. For tests of the stores. */
export class RunModel {
  readonly runs: LivingRun[] = [];

  add(run: LivingRun): void {
    this.runs.push(run);
  }

  /** The run that a test points at with any number, undefined while there is none. */
  pick(index: number): LivingRun | undefined {
    return this.runs[index % Math.max(this.runs.length, 1)];
  }

  in(...states: RunState[]): LivingRun[] {
    return this.runs.filter(({ state }) => states.includes(state));
  }

  /** Those a claim must give, in their order. */
  claimable(limit: number): LivingRun[] {
    return this.in('queued')
      .filter(({ hasExpired, attempt }) => !hasExpired || attempt > 0)
      .sort((a, b) => a.band - b.band || b.rank - a.rank || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  /** Whether this attempt is the current one and its worker holds it: otherwise its end must change nothing (G3). */
  holds(run: LivingRun, workerId: string, attempt: number): boolean {
    return run.state === 'running' && run.workerId === workerId && run.attempt === attempt;
  }

  /** Every change goes through here: one that the state machine does not know is a fault of the test or the table. */
  move(run: LivingRun, state: RunState, changes: Partial<LivingRun> = {}): void {
    if (!canTransition(run.state, state)) throw new Error(`No run goes from ${run.state} to ${state}`);
    Object.assign(run, { state, workerId: null }, changes);
  }

  /** As the tables must show them. */
  rows(): ModelRun[] {
    return this.runs
      .map(({ id, state, attempt, failures, workerId }) => ({ id, state, attempt, failures, workerId }))
      .map((run) => (isFinalState(run.state) ? { ...run, workerId: null } : run))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
