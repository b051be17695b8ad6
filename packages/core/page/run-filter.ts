import type { RunState } from '../run/run-state.ts';

/** Which runs a list shows; all conditions must hold. */
export interface RunFilter {
  /** Any of these states; empty = all. */
  states: RunState[];
  task?: string;
  queue?: string;
  tag?: string;
  workerId?: string;
  scheduleId?: string;
  /** Text that the id, the task name, a tag or the error message contains, case ignored. */
  q?: string;
  createdAfter?: string;
  createdBefore?: string;
}

/** A filter that may also name its runs. */
export interface RunPick extends RunFilter {
  ids?: string[];
}

/** The same in the words of the API. */
export interface RunSelection extends Omit<RunPick, 'states'> {
  state?: RunState[];
}

export const toFilter = ({ state, ...conditions }: RunSelection): RunPick => ({ states: state ?? [], ...conditions });
