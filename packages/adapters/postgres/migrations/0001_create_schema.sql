-- The first schema. Times are timestamptz, states are text with a CHECK, tables are singular.

create table fbrain.queue (
  name text primary key,
  paused boolean not null default false,
  created_at timestamptz not null default now()
);

insert into fbrain.queue (name) values ('default');

create table fbrain.task (
  name text primary key,
  kind text not null check (kind in ('module', 'executable')),
  description text,
  source text not null,
  -- json, not jsonb: it keeps the order of properties, which is the order of the fields in a form.
  input_schema json not null,
  output_schema json,
  examples json not null default '[]',
  queue text not null,
  retry jsonb not null,
  timeout_ms bigint check (timeout_ms > 0),
  isolation text not null check (isolation in ('shared', 'process')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table fbrain.worker (
  id uuid primary key,
  name text not null,
  state text not null check (state in ('active', 'draining', 'stopped', 'lost')),
  version text not null,
  host text not null,
  pid integer not null,
  queues text[] not null,
  tasks text[] not null default '{}',
  -- Task files that could not be loaded: [{source, message}].
  problems jsonb not null default '[]',
  slots integer not null,
  busy_slots integer not null default 0,
  leader boolean not null default false,
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  lease_expires_at timestamptz not null
);

-- The hot set: unfinished runs only. A finished run leaves it in the statement that finishes it, so the table stays
-- as small as the work that waits (docs/decisions/0003-finished-runs-move.md).
create table fbrain.run (
  id uuid primary key,
  task text not null,
  queue text not null,
  band smallint not null default 1 check (band between 0 and 2),
  rank smallint not null default 0,
  state text not null check (state in ('scheduled', 'blocked', 'queued', 'running', 'retrying')),
  input jsonb not null,
  -- The error of the latest failed attempt, while the run waits for its next one.
  error jsonb,
  -- Number of the latest attempt: the fence that every write about an execution must carry.
  attempt integer not null default 0 check (attempt >= 0),
  failures integer not null default 0 check (failures >= 0),
  crashes integer not null default 0 check (crashes >= 0),
  max_attempts integer not null check (max_attempts >= 1),
  timeout_ms bigint check (timeout_ms > 0),
  due_at timestamptz not null,
  queued_at timestamptz,
  expires_at timestamptz,
  deadline_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  cancel_requested_at timestamptz,
  worker_id uuid,
  progress real check (progress between 0 and 1),
  progress_message text,
  tags text[] not null default '{}',
  metadata jsonb not null default '{}',
  concurrency_key text,
  unique_key text,
  idempotency_key text,
  parent_id uuid,
  replay_of uuid,
  check ((state = 'running') = (worker_id is not null)),
  check (state <> 'running' or (started_at is not null and attempt > 0)),
  check (state <> 'queued' or queued_at is not null)
) with (
  fillfactor = 80,
  -- Every run leaves two dead rows here within seconds: vacuum early and at full speed.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_cost_delay = 0
);

create index run_ready on fbrain.run (queue, band, rank desc, id) where state = 'queued';
create index run_due on fbrain.run (due_at) where state in ('scheduled', 'retrying');
create index run_held on fbrain.run (worker_id) where state = 'running';
create index run_expiring on fbrain.run (expires_at) where expires_at is not null and attempt = 0;
create index run_overdue on fbrain.run (deadline_at) where deadline_at is not null and state <> 'running';

-- Finished runs, never changed again, partitioned by the creation time inside the uuidv7 id: a look-up by id reads one
-- partition, a list in order of creation reads partitions one after the other, retention drops whole partitions.
create table fbrain.run_history (
  id uuid primary key,
  task text not null,
  queue text not null,
  band smallint not null,
  rank smallint not null,
  state text not null check (state in ('succeeded', 'failed', 'cancelled', 'expired')),
  input jsonb not null,
  output jsonb,
  error jsonb,
  attempt integer not null,
  failures integer not null,
  max_attempts integer not null,
  timeout_ms bigint,
  due_at timestamptz not null,
  queued_at timestamptz,
  expires_at timestamptz,
  deadline_at timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz not null,
  cancel_requested_at timestamptz,
  -- Worker of the latest attempt.
  worker_id uuid,
  progress real,
  progress_message text,
  tags text[] not null,
  metadata jsonb not null,
  concurrency_key text,
  unique_key text,
  idempotency_key text,
  parent_id uuid,
  replay_of uuid,
  -- How the latest attempt ended, null if the run never started or that attempt is in fbrain.attempt already.
  attempt_state text check (attempt_state in ('succeeded', 'failed', 'cancelled', 'snoozed', 'released')),
  check (state <> 'failed' or error is not null)
) partition by range (id);

create index on fbrain.run_history (task, id);
create index on fbrain.run_history (state, id) where state <> 'succeeded';

-- Attempts that did not end their run. The last attempt of a run is part of its row: a run that succeeds at once, as
-- nearly all do, writes nothing here.
create table fbrain.attempt (
  run_id uuid not null,
  number integer not null check (number > 0),
  state text not null check (state in ('failed', 'cancelled', 'snoozed', 'released')),
  worker_id uuid,
  started_at timestamptz not null,
  finished_at timestamptz not null default now(),
  error jsonb,
  primary key (run_id, number)
) partition by range (run_id);

-- One sequence for all lines: an identity column on a partitioned table needs PostgreSQL 17, we support 15.
create sequence fbrain.run_log_seq;

create table fbrain.run_log (
  run_id uuid not null,
  seq bigint not null default nextval('fbrain.run_log_seq'),
  attempt integer not null,
  at timestamptz not null,
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  message text not null,
  fields jsonb,
  primary key (run_id, seq)
) partition by range (run_id);

-- What an Idempotency-Key stands for, for 24 hours.
create table fbrain.idempotency (
  key text primary key,
  request_hash bytea not null,
  run_id uuid not null,
  expires_at timestamptz not null
);

create index on fbrain.idempotency (expires_at);

create table fbrain.run_history_default partition of fbrain.run_history default;
create table fbrain.attempt_default partition of fbrain.attempt default;
create table fbrain.run_log_default partition of fbrain.run_log default;

-- The smallest uuidv7 of an instant: its first 48 bits are the milliseconds since the epoch (RFC 9562, section 5.7).
create function fbrain.uuid_floor(at timestamptz) returns uuid language sql immutable strict as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- Creates the daily partitions of one table from yesterday to `days` days ahead. Rows of that day which already went
-- to the default partition move along: PostgreSQL refuses the partition otherwise. Returns how many it created.
create function fbrain.ensure_partitions(parent text, key text, days integer) returns integer language plpgsql as $$
declare
  day date;
  name text;
  low uuid;
  high uuid;
  created integer := 0;
begin
  for day in select generate_series((now() at time zone 'utc')::date - 1, (now() at time zone 'utc')::date + days, '1 day')::date loop
    name := parent || '_' || to_char(day, 'YYYYMMDD');
    continue when to_regclass('fbrain.' || name) is not null;
    low := fbrain.uuid_floor(day::timestamp at time zone 'utc');
    high := fbrain.uuid_floor((day + 1)::timestamp at time zone 'utc');
    execute format('create table fbrain.%I (like fbrain.%I including all)', name, parent);
    execute format('with moved as (delete from fbrain.%I where %I >= %L and %I < %L returning *) insert into fbrain.%I select * from moved',
      parent || '_default', key, low, key, high, name);
    execute format('alter table fbrain.%I attach partition fbrain.%I for values from (%L) to (%L)', parent, name, low, high);
    created := created + 1;
  end loop;
  return created;
end
$$;

select fbrain.ensure_partitions('run_history', 'id', 7);
select fbrain.ensure_partitions('attempt', 'run_id', 7);
select fbrain.ensure_partitions('run_log', 'run_id', 7);
