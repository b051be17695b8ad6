/** The states of a run. Waiting states come first, the four final ones last. */
export const RUN_STATES = [
  'scheduled',
  'blocked',
  'queued',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;

export type RunState = (typeof RUN_STATES)[number];

/**
 * The state machine of a run: for each state, the states it may change to. The SQL guards, the CHECKs of the
 * database, the buttons of the UI and the diagram in docs/state-machine.md derive from this table or are tested
 * against it. A final state has no way out: replay makes a new run. `expired` is for runs that never started; a waiting
 * run fails when its deadline passes.
 */
export const NEXT = {
  scheduled: ['queued', 'blocked', 'cancelled', 'expired', 'failed'],
  blocked: ['queued', 'scheduled', 'cancelled', 'expired', 'failed'],
  queued: ['running', 'blocked', 'cancelled', 'expired', 'failed'],
  running: ['succeeded', 'failed', 'cancelled', 'retrying', 'queued'],
  retrying: ['queued', 'blocked', 'cancelled', 'failed'],
  succeeded: [],
  failed: [],
  cancelled: [],
  expired: [],
} as const satisfies Record<RunState, readonly RunState[]>;

export type FinalState = { [S in RunState]: (typeof NEXT)[S] extends readonly [] ? S : never }[RunState];
export type UnfinishedState = Exclude<RunState, FinalState>;

export const isFinalState = (state: RunState): state is FinalState => NEXT[state].length === 0;

export const FINAL_STATES: readonly FinalState[] = RUN_STATES.filter(isFinalState);
export const UNFINISHED_STATES = RUN_STATES.filter((state): state is UnfinishedState => !isFinalState(state));

export const canTransition = (from: RunState, to: RunState): boolean =>
  (NEXT[from] as readonly RunState[]).includes(to);

export const isRunState = (text: string): text is RunState => (RUN_STATES as readonly string[]).includes(text);

/** The states from which `to` can be reached: what the WHERE of a state change must require. */
export const sourcesOf = (to: RunState): RunState[] => RUN_STATES.filter((from) => canTransition(from, to));
