import type { Accepted, RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { replayRequest } from '@fbrain/core/run/replay-request';
import type { ReplayRequest } from '@fbrain/core/run/run-request';
import type { TraceContext } from '@fbrain/core/trace/trace-context';
import { requireStoredRun } from './require-run.ts';

/** Makes a new run that does the work of another again, whatever its state. Throws if that is unknown. */
export async function replayRun(
  id: string,
  changes: ReplayRequest,
  { sql, intake, traceContext }: { sql: Database; intake: RunIntake; traceContext: TraceContext | null },
): Promise<Accepted> {
  const original = await requireStoredRun(sql, id);
  return await intake.accept(replayRequest(original, changes), { replayOf: original, traceContext });
}
