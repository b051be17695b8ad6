import type { Rule } from './find-violations.ts';

const beganTwice: Rule = (sql) => sql`
  select format('attempt %s of run %s was executed %s times', attempt, run_id, begun) as violation
  from harness.execution where begun <> 1`;

const isUnrecorded: Rule = (sql) => sql`
  select format('attempt %s of run %s was executed by %s and is not recorded', execution.attempt, run_id, pid) as violation
  from harness.execution
  where not exists (
    select from harness.attempt where attempt.run_id = execution.run_id and number = execution.attempt
  )`;

/** Attempts that their worker, their host or a cancel cut off may have ended before they began; these may not. */
const endedUnexecuted: Rule = (sql) => sql`
  select format('attempt %s of run %s ended (%s), and was not executed to its end', number, attempt.run_id,
                coalesce(kind, attempt.state)) as violation
  from harness.attempt
  left join harness.execution on execution.run_id = attempt.run_id and execution.attempt = number
  where (state = 'succeeded' and succeeded is not true)
    or ((state = 'snoozed' or kind = 'exception') and ended_ms is null)`;

/** Only a worker that was taken for dead may work on, not knowing it. The http service does not say who called. */
const workedOn: Rule = (sql) => sql`
  select format('attempt %s of run %s (%s) worked on for %s ms after its end', number, attempt.run_id,
                coalesce(kind, attempt.state), greatest(began_ms, ended_ms) - finished_ms) as violation
  from harness.attempt join harness.execution on execution.run_id = attempt.run_id and execution.attempt = number
  where greatest(began_ms, ended_ms) > finished_ms and kind is distinct from 'lost' and pid <> 0`;

/** G3: each execution belongs to one recorded attempt, and no attempt was executed twice. */
export const EXECUTION_RULES: readonly Rule[] = [beganTwice, isUnrecorded, endedUnexecuted, workedOn];

const cancelledInVain: Rule = (sql) => sql`
  select format('run %s was answered as cancelled and is %s', id, run.state) as violation
  from harness.cancel join harness.run using (id)
  where cancel.state = 'cancelled' and run.state <> 'cancelled'`;

/** An attempt under way may end in its own way; none may begin. */
const ranAlthoughCancelled: Rule = (sql) => sql`
  select distinct format('attempt %s of run %s began although it was cancelled while %s, at attempt %s',
                         execution.attempt, id, cancel.state, cancel.attempt) as violation
  from harness.cancel join harness.execution on run_id = id
  where cancel.state in ('cancelled', 'running') and execution.attempt > cancel.attempt and began_ms > at_ms`;

/** G10: a cancel that was answered holds, whatever happens next. */
export const CANCEL_RULES: readonly Rule[] = [cancelledInVain, ranAlthoughCancelled];
