import type { Database } from '@fbrain/adapters/postgres/connection';
import { MAX_CRASHES } from '@fbrain/core/run/conclude-attempt';
import type { Rule } from './find-violations.ts';

/** Runs that failed by the rule for poison: on board when their host or worker died, three times in a row. */
export const poisoned = (sql: Database) => sql`
  select run_id as id
  from (
    select run_id, kind, row_number() over (partition by run_id order by number desc) as place
    from harness.attempt
    where state = 'failed' and run_id in (select id from harness.run where state = 'failed')
  ) as failures
  where place <= ${MAX_CRASHES}
  group by run_id having count(*) = ${MAX_CRASHES} and bool_and(kind in ('crash', 'lost'))`;

const isMissing: Rule = (sql) => sql`
  select format('run %s was accepted and exists %s times', ledger.id, count(run.id)) as violation
  from harness.ledger left join harness.run on run.id = ledger.id
  group by ledger.id having count(run.id) <> 1`;

const endedWrong: Rule = (sql) => sql`
  select format('run %s is %s after attempt %s, not %s', id, state, attempt, array_to_string(states, ' or ')) as violation
  from harness.run join harness.ledger using (id)
  where state <> all(states)
    and not (state = 'cancelled' and exists (select from harness.cancel where cancel.id = run.id))
    and not (state = 'failed' and id in (${poisoned(sql)}))`;

const hasWrongOutput: Rule = (sql) => sql`
  select format('run %s has the output %s', id, run.output) as violation
  from harness.run join harness.ledger using (id)
  where state = 'succeeded' and run.output is distinct from ledger.output`;

/** Every run counts its attempts and failures as they are recorded, without a gap. */
const countsWrong: Rule = (sql) => sql`
  select format('run %s counts %s attempts and %s failures, and %s and %s are recorded', id, run.attempt, failures,
                coalesce(attempts, 0), coalesce(failed, 0)) as violation
  from harness.run left join (
    select run_id, count(*) as attempts, count(*) filter (where state = 'failed') as failed
    from harness.attempt group by run_id
  ) as recorded on run_id = id
  where run.attempt <> coalesce(attempts, 0)
    or (run.state in ('succeeded', 'cancelled') and failures <> coalesce(failed, 0))`;

const startedEarly: Rule = (sql) => sql`
  select format('run %s began %s ms before it was due', id, not_before_ms - began_ms) as violation
  from harness.ledger join harness.execution on run_id = id
  where began_ms < not_before_ms`;

const ranAlthoughExpired: Rule = (sql) => sql`
  select format('run %s expired, and was executed', id) as violation
  from harness.run join harness.execution on run_id = id
  where run.state = 'expired'`;

/** Whatever was sent how often: one key, one run. */
const sharesItsKey: Rule = (sql) => sql`
  select format('the key %s stands for %s runs', idempotency_key, count(*)) as violation
  from (select idempotency_key from fbrain.run_history union all select idempotency_key from fbrain.run) as keyed
  where idempotency_key is not null
  group by idempotency_key having count(*) > 1`;

/** G1, G2: every accepted run is there once, ended as it must, and did not start before it was due. */
export const RUN_RULES: readonly Rule[] = [
  isMissing,
  endedWrong,
  hasWrongOutput,
  countsWrong,
  startedEarly,
  ranAlthoughExpired,
  sharesItsKey,
];
