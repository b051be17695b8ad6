import type { Accepted, RunIntake } from '@fbrain/adapters/intake/run-intake';
import type { Database } from '@fbrain/adapters/postgres/connection';
import { replayRequest } from '@fbrain/core/run/replay-request';
import type { ReplayRequest } from '@fbrain/core/run/run-request';
import type { RequestOrigin } from './request-origin.ts';
import { requireStoredRun } from './require-run.ts';

interface ReplayDeps extends RequestOrigin {
  sql: Database;
  intake: RunIntake;
}

/** Makes a new run that does the work of another again, whatever its state. Throws if that is unknown. */
export async function replayRun(
  id: string,
  changes: ReplayRequest,
  { sql, intake, traceContext, caller }: ReplayDeps,
): Promise<Accepted> {
  const original = await requireStoredRun(sql, id);
  return await intake.accept(replayRequest(original, changes), { replayOf: original, traceContext, caller });
}
