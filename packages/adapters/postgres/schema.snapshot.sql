table attempt (
  run_id uuid not null,
  number integer not null,
  state text not null,
  worker_id uuid,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null default now(),
  error jsonb,
  CHECK ((number > 0)),
  CHECK ((state = ANY (ARRAY['failed'::text, 'cancelled'::text, 'snoozed'::text, 'released'::text]))),
  PRIMARY KEY (run_id, number)
) partition by RANGE (run_id);

table attempt_default (
  run_id uuid not null,
  number integer not null,
  state text not null,
  worker_id uuid,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null default now(),
  error jsonb,
  CHECK ((number > 0)),
  CHECK ((state = ANY (ARRAY['failed'::text, 'cancelled'::text, 'snoozed'::text, 'released'::text]))),
  PRIMARY KEY (run_id, number)
);

table idempotency (
  key text not null,
  request_hash bytea not null,
  run_id uuid not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (key)
);

table migration (
  version integer not null,
  name text not null,
  breaking boolean not null,
  applied_at timestamp with time zone not null default now(),
  PRIMARY KEY (version)
);

table queue (
  name text not null,
  paused boolean not null default false,
  created_at timestamp with time zone not null default now(),
  PRIMARY KEY (name)
);

table run (
  id uuid not null,
  task text not null,
  queue text not null,
  band smallint not null default 1,
  rank smallint not null default 0,
  state text not null,
  input jsonb not null,
  error jsonb,
  attempt integer not null default 0,
  failures integer not null default 0,
  crashes integer not null default 0,
  max_attempts integer not null,
  timeout_ms bigint,
  due_at timestamp with time zone not null,
  queued_at timestamp with time zone,
  expires_at timestamp with time zone,
  deadline_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  cancel_requested_at timestamp with time zone,
  worker_id uuid,
  progress real,
  progress_message text,
  tags text[] not null default '{}'::text[],
  metadata jsonb not null default '{}'::jsonb,
  concurrency_key text,
  unique_key text,
  idempotency_key text,
  parent_id uuid,
  replay_of uuid,
  CHECK (((band >= 0) AND (band <= 2))),
  CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  CHECK (((state <> 'queued'::text) OR (queued_at IS NOT NULL))),
  CHECK (((state <> 'running'::text) OR ((started_at IS NOT NULL) AND (attempt > 0)))),
  CHECK (((state = 'running'::text) = (worker_id IS NOT NULL))),
  CHECK ((attempt >= 0)),
  CHECK ((crashes >= 0)),
  CHECK ((failures >= 0)),
  CHECK ((max_attempts >= 1)),
  CHECK ((state = ANY (ARRAY['scheduled'::text, 'blocked'::text, 'queued'::text, 'running'::text, 'retrying'::text]))),
  CHECK ((timeout_ms > 0)),
  PRIMARY KEY (id)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_delay=0);

table run_history (
  id uuid not null,
  task text not null,
  queue text not null,
  band smallint not null,
  rank smallint not null,
  state text not null,
  input jsonb not null,
  output jsonb,
  error jsonb,
  attempt integer not null,
  failures integer not null,
  max_attempts integer not null,
  timeout_ms bigint,
  due_at timestamp with time zone not null,
  queued_at timestamp with time zone,
  expires_at timestamp with time zone,
  deadline_at timestamp with time zone,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone not null,
  cancel_requested_at timestamp with time zone,
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
  attempt_state text,
  CHECK (((state <> 'failed'::text) OR (error IS NOT NULL))),
  CHECK ((attempt_state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text, 'snoozed'::text, 'released'::text]))),
  CHECK ((state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text, 'expired'::text]))),
  PRIMARY KEY (id)
) partition by RANGE (id);

table run_history_default (
  id uuid not null,
  task text not null,
  queue text not null,
  band smallint not null,
  rank smallint not null,
  state text not null,
  input jsonb not null,
  output jsonb,
  error jsonb,
  attempt integer not null,
  failures integer not null,
  max_attempts integer not null,
  timeout_ms bigint,
  due_at timestamp with time zone not null,
  queued_at timestamp with time zone,
  expires_at timestamp with time zone,
  deadline_at timestamp with time zone,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone not null,
  cancel_requested_at timestamp with time zone,
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
  attempt_state text,
  CHECK (((state <> 'failed'::text) OR (error IS NOT NULL))),
  CHECK ((attempt_state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text, 'snoozed'::text, 'released'::text]))),
  CHECK ((state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text, 'expired'::text]))),
  PRIMARY KEY (id)
);

table run_log (
  run_id uuid not null,
  seq bigint not null default nextval('fbrain.run_log_seq'::regclass),
  attempt integer not null,
  at timestamp with time zone not null,
  level text not null,
  message text not null,
  fields jsonb,
  CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warn'::text, 'error'::text]))),
  PRIMARY KEY (run_id, seq)
) partition by RANGE (run_id);

table run_log_default (
  run_id uuid not null,
  seq bigint not null default nextval('fbrain.run_log_seq'::regclass),
  attempt integer not null,
  at timestamp with time zone not null,
  level text not null,
  message text not null,
  fields jsonb,
  CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warn'::text, 'error'::text]))),
  PRIMARY KEY (run_id, seq)
);

table task (
  name text not null,
  kind text not null,
  description text,
  source text not null,
  input_schema json not null,
  output_schema json,
  examples json not null default '[]'::json,
  queue text not null,
  retry jsonb not null,
  timeout_ms bigint,
  isolation text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((isolation = ANY (ARRAY['shared'::text, 'process'::text]))),
  CHECK ((kind = ANY (ARRAY['module'::text, 'executable'::text, 'http'::text]))),
  CHECK ((timeout_ms > 0)),
  PRIMARY KEY (name)
);

table worker (
  id uuid not null,
  name text not null,
  state text not null,
  version text not null,
  host text not null,
  pid integer not null,
  queues text[] not null,
  tasks text[] not null default '{}'::text[],
  problems jsonb not null default '[]'::jsonb,
  slots integer not null,
  busy_slots integer not null default 0,
  leader boolean not null default false,
  started_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  lease_expires_at timestamp with time zone not null,
  process_slots integer,
  CHECK ((state = ANY (ARRAY['active'::text, 'draining'::text, 'stopped'::text, 'lost'::text]))),
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX attempt_default_pkey ON fbrain.attempt_default USING btree (run_id, number);
CREATE UNIQUE INDEX attempt_pkey ON ONLY fbrain.attempt USING btree (run_id, number);
CREATE INDEX idempotency_expires_at_idx ON fbrain.idempotency USING btree (expires_at);
CREATE UNIQUE INDEX idempotency_pkey ON fbrain.idempotency USING btree (key);
CREATE UNIQUE INDEX migration_pkey ON fbrain.migration USING btree (version);
CREATE UNIQUE INDEX queue_pkey ON fbrain.queue USING btree (name);
CREATE INDEX run_due ON fbrain.run USING btree (due_at) WHERE (state = ANY (ARRAY['scheduled'::text, 'retrying'::text]));
CREATE INDEX run_expiring ON fbrain.run USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (attempt = 0));
CREATE INDEX run_held ON fbrain.run USING btree (worker_id) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX run_history_default_pkey ON fbrain.run_history_default USING btree (id);
CREATE INDEX run_history_default_state_id_idx ON fbrain.run_history_default USING btree (state, id) WHERE (state <> 'succeeded'::text);
CREATE INDEX run_history_default_task_id_idx ON fbrain.run_history_default USING btree (task, id);
CREATE UNIQUE INDEX run_history_pkey ON ONLY fbrain.run_history USING btree (id);
CREATE INDEX run_history_state_id_idx ON ONLY fbrain.run_history USING btree (state, id) WHERE (state <> 'succeeded'::text);
CREATE INDEX run_history_task_id_idx ON ONLY fbrain.run_history USING btree (task, id);
CREATE UNIQUE INDEX run_log_default_pkey ON fbrain.run_log_default USING btree (run_id, seq);
CREATE UNIQUE INDEX run_log_pkey ON ONLY fbrain.run_log USING btree (run_id, seq);
CREATE INDEX run_overdue ON fbrain.run USING btree (deadline_at) WHERE ((deadline_at IS NOT NULL) AND (state <> 'running'::text));
CREATE UNIQUE INDEX run_pkey ON fbrain.run USING btree (id);
CREATE INDEX run_ready ON fbrain.run USING btree (queue, band, rank DESC, id) WHERE (state = 'queued'::text);
CREATE UNIQUE INDEX run_unique_key ON fbrain.run USING btree (unique_key) WHERE (unique_key IS NOT NULL);
CREATE UNIQUE INDEX task_pkey ON fbrain.task USING btree (name);
CREATE UNIQUE INDEX worker_pkey ON fbrain.worker USING btree (id);

CREATE OR REPLACE FUNCTION fbrain.ensure_partitions(parent text, key text, days integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION fbrain.uuid_floor(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE STRICT
AS $function$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$function$;
