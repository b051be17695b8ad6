import type { Database } from '@fbrain/adapters/postgres/connection';
import { poisoned } from './run-rules.ts';

/** What the report counts. */
export interface Figures {
  accepted: number;
  missing: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  expired: number;
  /** Runs that failed by the rule for poison: their host or worker was killed three times in a row. */
  poisoned: number;
  /** Attempts recorded in the database. */
  attempts: number;
  /** Executions in the journal. */
  executions: number;
  /** Attempts whose worker was lost. */
  lost: number;
  /** Executions that went on after their worker was taken for dead. */
  zombies: number;
  /** Executions that ended well beyond the first of their run: work that was done again. */
  doneAgain: number;
  /** Slots of schedules that were fired, and those that were skipped or missed. */
  slotsFired: number;
  slotsLost: number;
}

export async function readFigures(sql: Database): Promise<Figures> {
  const [row] = await sql<Figures[]>`
    select
      (select count(*) from harness.ledger) as accepted,
      (select count(*) from harness.ledger where not exists (select from harness.run where run.id = ledger.id)) as missing,
      count(*) filter (where state = 'succeeded') as succeeded,
      count(*) filter (where state = 'failed') as failed,
      count(*) filter (where state = 'cancelled') as cancelled,
      count(*) filter (where state = 'expired') as expired,
      (select count(*) from (${poisoned(sql)}) as poison) as poisoned,
      (select count(*) from harness.attempt) as attempts,
      (select count(*) from harness.execution) as executions,
      (select count(*) from harness.attempt where kind = 'lost') as lost,
      (select count(*) from harness.attempt a join harness.execution e on e.run_id = a.run_id and e.attempt = number
       where kind = 'lost' and greatest(began_ms, ended_ms) > finished_ms) as zombies,
      (select coalesce(sum(times - 1), 0) from (
        select count(*) as times from harness.execution where succeeded group by run_id
      ) as ends)::bigint as done_again,
      (select count(*) from fbrain.schedule_slot where outcome = 'fired') as slots_fired,
      (select coalesce(sum(count), 0) from fbrain.schedule_slot where outcome <> 'fired')::bigint as slots_lost
    from harness.run`;
  if (!row) throw new Error('The figures could not be read');
  return row;
}
