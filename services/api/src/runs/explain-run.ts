import type { Database } from '@fbrain/adapters/postgres/connection';
import { readWaitFacts } from '@fbrain/adapters/postgres/wait-facts-store';
import { runNotFound } from '@fbrain/core/errors/domain-error';
import { explainWaiting } from '@fbrain/core/run/explain-waiting';
import type { RunExplanation } from '@fbrain/core/run/run-explanation';
import { checkRunId } from './require-run.ts';

/** Says why a run is where it is. Throws DomainError `run-not-found`. */
export async function explainRun(
  id: string,
  { sql, transport }: { sql: Database; transport: { kind: string; isConnected(): boolean } },
): Promise<RunExplanation> {
  const facts = await readWaitFacts(sql, checkRunId(id));
  if (!facts) throw runNotFound(id);
  return explainWaiting({ ...facts, transportDown: transport.isConnected() ? null : transport.kind });
}
