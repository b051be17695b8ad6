import type { Rule } from './find-violations.ts';

const isUnmatched: Rule = (sql) => sql`
  select format('slot %s of %s has %s records with %s runs', coalesce(slot.slot_at, run.slot_at),
                coalesce(slot.schedule_id, run.schedule_id), count(slot.slot_at), count(run.id)) as violation
  from (select * from fbrain.schedule_slot where outcome = 'fired') as slot
  full join (
    select id, schedule_id, slot_at from fbrain.run_history where slot_at is not null
    union all
    select id, schedule_id, slot_at from fbrain.run where slot_at is not null
  ) as run
    on run.schedule_id = slot.schedule_id and run.slot_at = slot.slot_at and run.id = slot.run_id
  group by slot.schedule_id, run.schedule_id, slot.slot_at, run.slot_at
  having count(run.id) <> 1 or count(slot.slot_at) <> 1
  order by 1`;

/** All schedules of the harness have a slot every second: records must follow each other in that step. */
const hasGap: Rule = (sql) => sql`
  select format('between the slots %s and %s of %s are %s records', before, slot_at, name, coalesce(count::text, '?')) as violation
  from (
    select schedule_id, from_slot_at, slot_at, count,
           lag(slot_at) over (partition by schedule_id order by slot_at) as before
    from fbrain.schedule_slot
  ) as told
  join fbrain.schedule on schedule.id = schedule_id
  where from_slot_at - before <> interval '1 second'
    or slot_at - from_slot_at <> make_interval(secs => count - 1)`;

const wasNotMadeUpFor: Rule = (sql) => sql`
  select format('slot %s of %s is %s: %s', slot_at, name, outcome, reason) as violation
  from fbrain.schedule_slot join fbrain.schedule on schedule.id = schedule_id
  where outcome <> 'fired' and request -> 'missed' ->> 'policy' = 'all'`;

const overlapped: Rule = (sql) => sql`
  select format('run %s of %s started before the one of the slot before ended', run.id, name) as violation
  from (
    select *, max(finished_at) over (
      partition by schedule_id order by slot_at rows between unbounded preceding and 1 preceding
    ) as free_at
    from fbrain.run_history
    where slot_at is not null
  ) as run
  join fbrain.schedule on schedule.id = run.schedule_id
  where run.started_at < free_at and request ->> 'overlap' in ('skip', 'queue')`;

/** G6: each slot has one record, each fired one its one run, none is lost, and overlap is as it was asked for. */
export const SCHEDULE_RULES: readonly Rule[] = [isUnmatched, hasGap, wasNotMadeUpFor, overlapped];
