import type { Run } from '@fbrain/core/run/run';
import type { RunState } from '@fbrain/core/run/run-state';
import { eventually } from '@fbrain/testing/eventually';
import type { System } from './system.ts';

/** Waits until a run is in this state and answers it. */
export const untilState = (system: System, id: string, state: RunState): Promise<Run> =>
  eventually(async () => {
    const run = await system.get<Run>(`/runs/${id}`);
    if (run.state !== state) throw new Error(`The run is ${run.state}, not ${state}: ${JSON.stringify(run.error)}`);
    return run;
  });
