-- Numbers of ended attempts over time, and groups of errors (docs/statistics.md).

-- What a statement that ended attempts came to. Written by that statement itself, so that every end counts exactly
-- once, and folded into the two tables below by the leader every few seconds.
create table fbrain.run_tally (
  ended_at timestamptz not null default now(),
  task text not null,
  queue text not null,
  -- A final state, or `retrying`: the attempt failed and another one follows.
  state text not null,
  -- Minute in which the attempts began; null = they never did.
  started_at timestamptz,
  -- Place in a scale of durations: two steps for each doubling, 0 = up to a millisecond.
  bucket smallint,
  runs integer not null check (runs > 0),
  duration_ms float8 not null,
  wait_ms float8 not null,
  fingerprint text,
  -- A sample of those with the fingerprint.
  run_id uuid,
  error jsonb
) with (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

-- The same by the minute, after two days by the hour. `state` may also be `started`: attempts by when they began.
create table fbrain.run_stat (
  at timestamptz not null,
  task text not null,
  queue text not null,
  state text not null,
  -- -1 = no duration.
  bucket smallint not null,
  runs bigint not null check (runs > 0),
  duration_ms float8 not null,
  wait_ms float8 not null,
  primary key (at, task, queue, state, bucket)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index run_stat_task on fbrain.run_stat (task, at);
-- Minutes that are to become hours, found without reading the hours of a year.
create index run_stat_minute on fbrain.run_stat (at) where at <> date_bin('1 hour', at, 'epoch');

-- Failures that look alike.
create table fbrain.error_group (
  fingerprint text primary key,
  task text not null,
  -- Of the first one.
  error jsonb not null,
  state text not null default 'open' check (state in ('open', 'resolved', 'ignored')),
  state_changed_at timestamptz not null default now(),
  -- When it failed again although somebody had resolved it.
  regressed_at timestamptz,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Failed attempts, and runs of these that failed for good.
  attempts bigint not null,
  runs bigint not null,
  last_run_id uuid not null
);
create index error_group_recent on fbrain.error_group (last_seen_at desc, fingerprint);

-- Failed attempts of a group by the hour.
create table fbrain.error_stat (
  fingerprint text not null references fbrain.error_group on delete cascade,
  at timestamptz not null,
  attempts bigint not null,
  primary key (fingerprint, at)
);

-- Runs of before have no fingerprint, so the days that hold many stay without this index, as in 0008.
create index run_history_fingerprint on only fbrain.run_history ((error ->> 'fingerprint'), id) where error ->> 'fingerprint' is not null;
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
    name := (select relname from pg_class where oid = day) || '_fingerprint_id_idx';
    execute format('create index %I on %s ((error ->> ''fingerprint''), id) where error ->> ''fingerprint'' is not null', name, day);
    execute format('alter index fbrain.run_history_fingerprint attach partition fbrain.%I', name);
  end loop;
end
$$;
