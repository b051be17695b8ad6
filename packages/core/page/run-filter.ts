import type { RunState } from '../run/run-state.ts';

/** Which runs a list shows; all conditions must hold. */
export interface RunFilter {
  /** Any of these states; empty = all. */
  states: RunState[];
  task?: string;
  queue?: string;
  tag?: string;
  workerId?: string;
  /** Text that the id, the task name, a tag or the error message contains, case ignored. */
  q?: string;
  createdAfter?: string;
  createdBefore?: string;
  /** Only these. */
  ids?: string[];
}

/** A filter in the words of the API: the parameters of `GET /runs`, or ids. */
export interface RunSelection extends Omit<RunFilter, 'states'> {
  state?: RunState[];
}

export const toFilter = ({ state, ...conditions }: RunSelection): RunFilter => ({ states: state ?? [], ...conditions });
