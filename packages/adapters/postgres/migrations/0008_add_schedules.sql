-- Schedules, what became of their slots, and the runs they fire (docs/schedules.md).

create table fbrain.schedule (
  id uuid primary key,
  name text not null,
  -- That of the request, for filters and look-ups.
  task text not null,
  -- The checked request as it was written, without `name` and `paused`.
  request jsonb not null,
  paused boolean not null default false,
  managed_by text not null check (managed_by in ('api', 'code')),
  -- Of a schedule that a task file declares: the file, what it says, and the fields that others may change.
  source text,
  declared jsonb,
  editable text[] not null default '{}',
  -- Why it does not fire although nobody paused it.
  disabled_reason text,
  -- Why the latest look at it failed.
  problem text,
  -- Every slot up to this instant has been decided.
  cursor_at timestamptz not null,
  -- When to look at it again: null while there is nothing to wait for.
  next_due_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- A removed schedule stays as long as its slots do: its history can still be read.
  deleted_at timestamptz,
  check ((managed_by = 'code') = (declared is not null)),
  check (next_due_at is null or (not paused and disabled_reason is null and deleted_at is null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

create unique index schedule_name on fbrain.schedule (name) where deleted_at is null;
create index schedule_task on fbrain.schedule (task) where deleted_at is null;
create index schedule_due on fbrain.schedule (next_due_at) where next_due_at is not null;

-- One row per slot, or per row of slots that share their reason. The key is the last guard of "exactly once" (G6).
create table fbrain.schedule_slot (
  schedule_id uuid not null,
  slot_at timestamptz not null,
  from_slot_at timestamptz not null,
  -- Null = more than were counted.
  count integer check (count > 0),
  outcome text not null check (outcome in ('fired', 'skipped', 'missed')),
  code text,
  reason text,
  run_id uuid,
  due_at timestamptz not null,
  decided_at timestamptz not null,
  primary key (schedule_id, slot_at),
  check ((outcome = 'fired') = (run_id is not null)),
  check ((outcome = 'fired') = (code is null)),
  check (from_slot_at <= slot_at)
);

-- For retention. Rows come in order of time, so this costs next to nothing.
create index schedule_slot_age on fbrain.schedule_slot using brin (decided_at);

-- slot_at is null for a run that somebody fired by hand.
alter table fbrain.run add column schedule_id uuid;
alter table fbrain.run add column slot_at timestamptz;
alter table fbrain.run_history add column schedule_id uuid;
alter table fbrain.run_history add column slot_at timestamptz;
create index run_scheduled on fbrain.run (schedule_id, id) where schedule_id is not null;
-- Those that wait for earlier runs of their schedule.
create index run_waiting on fbrain.run (schedule_id, slot_at, id) where state = 'blocked' and blocked_by is null;

-- Runs of before have no schedule, so the days that hold many are not read through under the lock of this migration:
-- they stay without this index. Days to come get it from here.
create index run_history_scheduled on only fbrain.run_history (schedule_id, id) where schedule_id is not null;
do $$
declare
  day regclass;
  name text;
begin
  for day in
    select inhrelid::regclass from pg_inherits
    where inhparent = 'fbrain.run_history'::regclass and pg_relation_size(inhrelid) < 8 * 1024 * 1024
    order by inhrelid
  loop
    name := (select relname from pg_class where oid = day) || '_schedule_id_id_idx';
    execute format('create index %I on %s (schedule_id, id) where schedule_id is not null', name, day);
    execute format('alter index fbrain.run_history_scheduled attach partition fbrain.%I', name);
  end loop;
end
$$;
