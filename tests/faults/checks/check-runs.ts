import type { Database } from '@fbrain/adapters/postgres/connection';
import { MAX_CRASHES } from '@fbrain/core/run/conclude-attempt';
import type { Json } from '@fbrain/core/run/json';
import type { LedgerEntry } from '../work/ledger.ts';
import type { Execution } from './executions.ts';

export interface RunFindings {
  violations: string[];
  /** Runs that failed by the rule for poison: their host or worker was killed three times in a row. */
  poisoned: number;
  /** Attempts recorded in the database. */
  attempts: number;
  /** Executions in the journal. */
  executions: number;
  /** Executions that ended well beyond the first of their run: work that was done again. */
  doneAgain: number;
}

interface RunRow {
  id: string;
  state: string;
  output: Json;
  attempt: number;
  /** Attempts that were recorded, by number. */
  recorded: number[];
  /** Kinds of the latest errors, the last attempt first. */
  errorKinds: (string | null)[];
}

const CHUNK = 5_000;

/** Compares what was promised, what the database says and what the tasks wrote down. */
export async function checkRuns(
  sql: Database,
  entries: readonly LedgerEntry[],
  executions: ReadonlyMap<string, Execution[]>,
): Promise<RunFindings> {
  const findings: RunFindings = { violations: [], poisoned: 0, attempts: 0, executions: 0, doneAgain: 0 };
  for (let from = 0; from < entries.length; from += CHUNK) {
    const chunk = entries.slice(from, from + CHUNK);
    const rows = Map.groupBy(await readRuns(sql, chunk), ({ id }) => id);
    for (const entry of chunk) {
      checkRun(entry, rows.get(entry.id) ?? [], findings);
      checkExecutions(rows.get(entry.id)?.[0], executions.get(entry.id) ?? [], findings);
    }
  }
  return findings;
}

/** Both tables are read: a run must be in exactly one of them. */
const readRuns = (sql: Database, entries: readonly LedgerEntry[]) => sql<RunRow[]>`
  with wanted as (select unnest(${entries.map(({ id }) => id)}::uuid[]) as id),
  found as (
    select id, state, output, attempt, attempt_state, error from fbrain.run_history join wanted using (id)
    union all
    select id, state, null, attempt, null, error from fbrain.run join wanted using (id)
  )
  select found.id, state, output, attempt,
         array(
           select number from fbrain.attempt where run_id = found.id
           union all select attempt where attempt_state is not null
         ) as recorded,
         array[error ->> 'kind'] || array(
           select error ->> 'kind' from fbrain.attempt where run_id = found.id and number < attempt order by number desc
         ) as error_kinds
  from found`;

function checkRun({ id, expected }: LedgerEntry, rows: readonly RunRow[], findings: RunFindings): void {
  const [row] = rows;
  if (!row || rows.length > 1) {
    findings.violations.push(`run ${id} was accepted and exists ${rows.length} times`);
    return;
  }
  findings.attempts += row.recorded.length;
  const isCrash = (kind: string | null | undefined) => kind === 'crash' || kind === 'lost';
  if (row.state === 'failed' && row.errorKinds.slice(0, MAX_CRASHES).filter(isCrash).length === MAX_CRASHES) {
    findings.poisoned++;
    return;
  }
  if (row.state !== expected.state) {
    findings.violations.push(
      `run ${id} is ${row.state} after attempt ${row.attempt}, not ${expected.state}; errors: ${row.errorKinds.join(', ')}`,
    );
  } else if (expected.state === 'succeeded' && !Bun.deepEquals(row.output, expected.output)) {
    findings.violations.push(`run ${id} has the output ${JSON.stringify(row.output)}`);
  }
}

/** Each execution belongs to one recorded attempt, and no attempt was executed twice (G3). */
function checkExecutions(row: RunRow | undefined, executions: readonly Execution[], findings: RunFindings): void {
  const recorded = new Set(row?.recorded);
  const seen = new Set<number>();
  for (const { runId, attempt, workerPid } of executions) {
    if (seen.has(attempt)) findings.violations.push(`attempt ${attempt} of run ${runId} was executed twice`);
    else if (!recorded.has(attempt)) {
      findings.violations.push(`attempt ${attempt} of run ${runId} was executed by ${workerPid} and is not recorded`);
    }
    seen.add(attempt);
  }
  findings.executions += executions.length;
  findings.doneAgain += Math.max(0, executions.filter(({ hasSucceeded }) => hasSucceeded).length - 1);
}
