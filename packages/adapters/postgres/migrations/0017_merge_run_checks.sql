-- The rules of a run in one check, beside that of its states: all are tested with each insert and update of a run, and each
-- check costs for itself. Names of the old ones were given by PostgreSQL. While this reads the unfinished runs nothing is
-- started or finished, about half a second for each million.
do $$
declare
  old name;
begin
  for old in
    select conname from pg_constraint
    where conrelid = 'fbrain.run'::regclass and contype = 'c' and conname <> 'run_state_check'
  loop
    execute format('alter table fbrain.run drop constraint %I', old);
  end loop;
end
$$;

alter table fbrain.run add constraint run_rules_check check (
  case state
    when 'queued' then worker_id is null and queued_at is not null
    when 'running' then worker_id is not null and started_at is not null and attempt > 0
    else worker_id is null
  end
  and attempt >= 0
  and failures >= 0
  and crashes >= 0
  and max_attempts >= 1
  and band between 0 and 2
  and (timeout_ms is null or timeout_ms > 0)
  and (progress is null or progress between 0 and 1)
);
