table access_link (
  code_hash bytea not null,
  user_id uuid,
  expires_at timestamp with time zone not null,
  CHECK ((octet_length(code_hash) = 32)),
  FOREIGN KEY (user_id) REFERENCES fbrain.user_account(id) ON DELETE CASCADE,
  PRIMARY KEY (code_hash)
);

table api_token (
  id uuid not null,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  permissions text[] not null,
  tasks text[],
  queues text[],
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CHECK ((octet_length(secret_hash) = 32)),
  PRIMARY KEY (id),
  UNIQUE (secret_hash)
);

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

table audit_entry (
  id uuid not null,
  at timestamp with time zone not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text,
  address text,
  outcome text not null,
  status integer not null,
  before jsonb,
  after jsonb,
  request_id text not null,
  CHECK ((actor_kind = ANY (ARRAY['user'::text, 'token'::text, 'configuration'::text, 'anonymous'::text]))),
  CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text, 'failed'::text]))),
  PRIMARY KEY (id)
);

table bulk_action (
  id uuid not null,
  action text not null,
  filter jsonb not null,
  state text not null default 'running'::text,
  rate integer not null,
  matched bigint not null,
  is_exact boolean not null,
  done bigint not null default 0,
  skipped bigint not null,
  failed bigint not null default 0,
  failures jsonb not null default '[]'::jsonb,
  error text,
  cursor_id uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  idempotency_key text,
  request_hash bytea,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  CHECK (((state <> 'failed'::text) OR (error IS NOT NULL))),
  CHECK (((state = 'running'::text) = (finished_at IS NULL))),
  CHECK ((action = ANY (ARRAY['cancel'::text, 'replay'::text, 'delete'::text]))),
  CHECK ((done >= 0)),
  CHECK ((failed >= 0)),
  CHECK ((matched >= 0)),
  CHECK ((rate > 0)),
  CHECK ((skipped >= 0)),
  CHECK ((state = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
  PRIMARY KEY (id),
  UNIQUE (idempotency_key)
);

table error_group (
  fingerprint text not null,
  task text not null,
  error jsonb not null,
  state text not null default 'open'::text,
  state_changed_at timestamp with time zone not null default now(),
  regressed_at timestamp with time zone,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  attempts bigint not null,
  runs bigint not null,
  last_run_id uuid not null,
  CHECK ((state = ANY (ARRAY['open'::text, 'resolved'::text, 'ignored'::text]))),
  PRIMARY KEY (fingerprint)
);

table error_stat (
  fingerprint text not null,
  at timestamp with time zone not null,
  attempts bigint not null,
  FOREIGN KEY (fingerprint) REFERENCES fbrain.error_group(fingerprint) ON DELETE CASCADE,
  PRIMARY KEY (fingerprint, at)
);

table idempotency (
  key text not null,
  request_hash bytea not null,
  run_id uuid not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (key)
);

table login_throttle (
  key text not null,
  burst double precision not null,
  seconds_each double precision not null,
  level double precision not null,
  at timestamp with time zone not null,
  PRIMARY KEY (key)
);

table migration (
  version integer not null,
  name text not null,
  breaking boolean not null,
  applied_at timestamp with time zone not null default now(),
  PRIMARY KEY (version)
);

table notification_channel (
  id uuid not null,
  name text not null,
  kind text not null,
  settings jsonb not null,
  secrets text not null,
  secrets_set text[] not null,
  target text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((kind = ANY (ARRAY['email'::text, 'slack'::text, 'webhook'::text]))),
  PRIMARY KEY (id),
  UNIQUE (name)
);

table notification_delivery (
  id uuid not null,
  channel_id uuid not null,
  message jsonb not null,
  state text not null default 'pending'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone default now(),
  answer text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  CHECK (((state = 'pending'::text) = (finished_at IS NULL))),
  CHECK (((state = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text]))),
  FOREIGN KEY (channel_id) REFERENCES fbrain.notification_channel(id) ON DELETE CASCADE,
  PRIMARY KEY (id)
);

table notification_group (
  rule_id uuid not null,
  key text not null,
  count bigint not null,
  samples jsonb not null,
  detail text not null,
  is_open boolean not null,
  is_told boolean not null,
  first_at timestamp with time zone not null,
  due_at timestamp with time zone,
  told_at timestamp with time zone,
  FOREIGN KEY (rule_id) REFERENCES fbrain.notification_rule(id) ON DELETE CASCADE,
  PRIMARY KEY (rule_id, key)
);

table notification_rule (
  id uuid not null,
  name text not null,
  kind text not null,
  condition jsonb not null,
  channels uuid[] not null,
  throttle text not null,
  enabled boolean not null,
  cursor_at timestamp with time zone not null default now(),
  next_look_at timestamp with time zone not null default now(),
  last_told_at timestamp with time zone,
  problem text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  CHECK ((kind = ANY (ARRAY['run-failed'::text, 'schedule-missed'::text, 'failure-rate'::text, 'queue-stuck'::text]))),
  PRIMARY KEY (id),
  UNIQUE (name)
);

table queue (
  name text not null,
  paused boolean not null default false,
  created_at timestamp with time zone not null default now(),
  concurrency integer,
  rate jsonb,
  keep_s double precision,
  CHECK ((concurrency >= 1)),
  CHECK ((keep_s >= (86400)::double precision)),
  PRIMARY KEY (name)
);

table rate_bucket (
  name text not null,
  full_at timestamp with time zone not null,
  interval_us bigint not null,
  burst integer not null,
  free_at timestamp with time zone not null,
  CHECK ((burst >= 1)),
  CHECK ((interval_us > 0)),
  PRIMARY KEY (name)
) with (fillfactor=50);

table recovery_code (
  user_id uuid not null,
  code_hash bytea not null,
  FOREIGN KEY (user_id) REFERENCES fbrain.user_account(id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, code_hash)
);

table retention (
  is_only boolean not null default true,
  keep_s double precision not null default 2592000,
  CHECK ((keep_s >= (86400)::double precision)),
  CHECK (is_only),
  PRIMARY KEY (is_only)
);

table retention_day (
  name text not null,
  look_at timestamp with time zone not null,
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
  rate_key text,
  blocked_by text,
  schedule_id uuid,
  slot_at timestamp with time zone,
  trace_context text,
  backoff jsonb,
  CHECK ((
CASE state
    WHEN 'queued'::text THEN ((worker_id IS NULL) AND (queued_at IS NOT NULL))
    WHEN 'running'::text THEN ((worker_id IS NOT NULL) AND (started_at IS NOT NULL) AND (attempt > 0))
    ELSE (worker_id IS NULL)
END AND (attempt >= 0) AND (failures >= 0) AND (crashes >= 0) AND (max_attempts >= 1) AND ((band >= 0) AND (band <= 2)) AND ((timeout_ms IS NULL) OR (timeout_ms > 0)) AND ((progress IS NULL) OR ((progress >= (0)::double precision) AND (progress <= (1)::double precision))))),
  CHECK ((state = ANY (ARRAY['scheduled'::text, 'blocked'::text, 'queued'::text, 'running'::text, 'retrying'::text]))),
  PRIMARY KEY (id)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000, vacuum_truncate=off, autovacuum_vacuum_cost_delay=1);

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
  schedule_id uuid,
  slot_at timestamp with time zone,
  trace_context text,
  backoff jsonb,
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
  schedule_id uuid,
  slot_at timestamp with time zone,
  trace_context text,
  backoff jsonb,
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

table run_stat (
  at timestamp with time zone not null,
  task text not null,
  queue text not null,
  state text not null,
  bucket smallint not null,
  runs bigint not null,
  duration_ms double precision not null,
  wait_ms double precision not null,
  CHECK ((runs > 0)),
  PRIMARY KEY (at, task, queue, state, bucket)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000);

table run_tally (
  ended_at timestamp with time zone not null default now(),
  task text not null,
  queue text not null,
  state text not null,
  started_at timestamp with time zone,
  bucket smallint,
  runs integer not null,
  duration_ms double precision not null,
  wait_ms double precision not null,
  fingerprint text,
  run_id uuid,
  error jsonb,
  CHECK ((runs > 0))
) with (autovacuum_vacuum_threshold=500, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_cost_delay=0);

table schedule (
  id uuid not null,
  name text not null,
  task text not null,
  request jsonb not null,
  paused boolean not null default false,
  managed_by text not null,
  source text,
  declared jsonb,
  editable text[] not null default '{}'::text[],
  disabled_reason text,
  problem text,
  cursor_at timestamp with time zone not null,
  next_due_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  CHECK (((managed_by = 'code'::text) = (declared IS NOT NULL))),
  CHECK (((next_due_at IS NULL) OR ((NOT paused) AND (disabled_reason IS NULL) AND (deleted_at IS NULL)))),
  CHECK ((managed_by = ANY (ARRAY['api'::text, 'code'::text]))),
  PRIMARY KEY (id)
) with (autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000, autovacuum_vacuum_cost_delay=0);

table schedule_slot (
  schedule_id uuid not null,
  slot_at timestamp with time zone not null,
  from_slot_at timestamp with time zone not null,
  count integer,
  outcome text not null,
  code text,
  reason text,
  run_id uuid,
  due_at timestamp with time zone not null,
  decided_at timestamp with time zone not null,
  CHECK (((outcome = 'fired'::text) = (code IS NULL))),
  CHECK (((outcome = 'fired'::text) = (run_id IS NOT NULL))),
  CHECK ((count > 0)),
  CHECK ((from_slot_at <= slot_at)),
  CHECK ((outcome = ANY (ARRAY['fired'::text, 'skipped'::text, 'missed'::text]))),
  PRIMARY KEY (schedule_id, slot_at)
);

table secret (
  name text not null,
  sealed text not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  updated_by text not null,
  CHECK ((name ~ '^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$'::text)),
  CHECK ((sealed ~ '^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$'::text)),
  PRIMARY KEY (name)
);

table session (
  id uuid not null,
  secret_hash bytea not null,
  user_id uuid not null,
  address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  CHECK ((octet_length(secret_hash) = 32)),
  FOREIGN KEY (user_id) REFERENCES fbrain.user_account(id) ON DELETE CASCADE,
  PRIMARY KEY (id),
  UNIQUE (secret_hash)
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
  concurrency jsonb,
  rate jsonb,
  keep_s double precision,
  secrets text[] not null default '{}'::text[],
  has_secret_input boolean not null default false,
  CHECK ((isolation = ANY (ARRAY['shared'::text, 'process'::text]))),
  CHECK ((keep_s >= (86400)::double precision)),
  CHECK ((kind = ANY (ARRAY['module'::text, 'executable'::text, 'http'::text]))),
  CHECK ((timeout_ms > 0)),
  PRIMARY KEY (name)
);

table user_account (
  id uuid not null,
  email text not null,
  role text not null,
  sees_payloads boolean not null default false,
  password_hash text,
  totp_secret text,
  totp_enabled_at timestamp with time zone,
  totp_step bigint not null default 0,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  last_login_at timestamp with time zone,
  CHECK (((totp_enabled_at IS NULL) OR (totp_secret IS NOT NULL))),
  CHECK ((email = lower(email))),
  CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text]))),
  PRIMARY KEY (id),
  UNIQUE (email)
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
  hosts jsonb not null default '[]'::jsonb,
  CHECK ((state = ANY (ARRAY['active'::text, 'draining'::text, 'stopped'::text, 'lost'::text]))),
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX access_link_pkey ON fbrain.access_link USING btree (code_hash);
CREATE INDEX access_link_user_id_idx ON fbrain.access_link USING btree (user_id);
CREATE UNIQUE INDEX api_token_pkey ON fbrain.api_token USING btree (id);
CREATE UNIQUE INDEX api_token_secret_hash_key ON fbrain.api_token USING btree (secret_hash);
CREATE UNIQUE INDEX attempt_default_pkey ON fbrain.attempt_default USING btree (run_id, number);
CREATE UNIQUE INDEX attempt_pkey ON ONLY fbrain.attempt USING btree (run_id, number);
CREATE INDEX audit_entry_action_id_idx ON fbrain.audit_entry USING btree (action, id);
CREATE INDEX audit_entry_actor_name_id_idx ON fbrain.audit_entry USING btree (actor_name, id);
CREATE INDEX audit_entry_at_idx ON fbrain.audit_entry USING btree (at);
CREATE UNIQUE INDEX audit_entry_pkey ON fbrain.audit_entry USING btree (id);
CREATE INDEX audit_entry_target_kind_target_id_id_idx ON fbrain.audit_entry USING btree (target_kind, target_id, id);
CREATE UNIQUE INDEX bulk_action_idempotency_key_key ON fbrain.bulk_action USING btree (idempotency_key);
CREATE UNIQUE INDEX bulk_action_pkey ON fbrain.bulk_action USING btree (id);
CREATE INDEX bulk_action_running ON fbrain.bulk_action USING btree (id) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX error_group_pkey ON fbrain.error_group USING btree (fingerprint);
CREATE INDEX error_group_recent ON fbrain.error_group USING btree (last_seen_at DESC, fingerprint);
CREATE UNIQUE INDEX error_stat_pkey ON fbrain.error_stat USING btree (fingerprint, at);
CREATE INDEX idempotency_expires_at_idx ON fbrain.idempotency USING btree (expires_at);
CREATE UNIQUE INDEX idempotency_pkey ON fbrain.idempotency USING btree (key);
CREATE UNIQUE INDEX login_throttle_pkey ON fbrain.login_throttle USING btree (key);
CREATE UNIQUE INDEX migration_pkey ON fbrain.migration USING btree (version);
CREATE UNIQUE INDEX notification_channel_name_key ON fbrain.notification_channel USING btree (name);
CREATE UNIQUE INDEX notification_channel_pkey ON fbrain.notification_channel USING btree (id);
CREATE INDEX notification_delivery_due ON fbrain.notification_delivery USING btree (next_attempt_at) WHERE (state = 'pending'::text);
CREATE UNIQUE INDEX notification_delivery_pkey ON fbrain.notification_delivery USING btree (id);
CREATE UNIQUE INDEX notification_group_pkey ON fbrain.notification_group USING btree (rule_id, key);
CREATE UNIQUE INDEX notification_rule_name_key ON fbrain.notification_rule USING btree (name);
CREATE UNIQUE INDEX notification_rule_pkey ON fbrain.notification_rule USING btree (id);
CREATE UNIQUE INDEX queue_pkey ON fbrain.queue USING btree (name);
CREATE UNIQUE INDEX rate_bucket_pkey ON fbrain.rate_bucket USING btree (name);
CREATE UNIQUE INDEX recovery_code_pkey ON fbrain.recovery_code USING btree (user_id, code_hash);
CREATE UNIQUE INDEX retention_day_pkey ON fbrain.retention_day USING btree (name);
CREATE UNIQUE INDEX retention_pkey ON fbrain.retention USING btree (is_only);
CREATE INDEX run_blocked ON fbrain.run USING btree (blocked_by, state, band, rank DESC, id) WHERE (blocked_by IS NOT NULL);
CREATE INDEX run_cancelling ON fbrain.run USING btree (worker_id) WHERE (cancel_requested_at IS NOT NULL);
CREATE INDEX run_child ON fbrain.run USING btree (parent_id, id) WHERE (parent_id IS NOT NULL);
CREATE INDEX run_due ON fbrain.run USING btree (due_at) WHERE (state = ANY (ARRAY['scheduled'::text, 'retrying'::text]));
CREATE INDEX run_expiring ON fbrain.run USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (attempt = 0));
CREATE INDEX run_held ON fbrain.run USING btree (worker_id) WHERE (state = 'running'::text);
CREATE INDEX run_history_child ON ONLY fbrain.run_history USING btree (parent_id, id) WHERE (parent_id IS NOT NULL);
CREATE INDEX run_history_default_failed_at_idx ON fbrain.run_history_default USING btree (finished_at) WHERE (state = 'failed'::text);
CREATE INDEX run_history_default_fingerprint_id_idx ON fbrain.run_history_default USING btree (((error ->> 'fingerprint'::text)), id) WHERE ((error ->> 'fingerprint'::text) IS NOT NULL);
CREATE INDEX run_history_default_parent_id_id_idx ON fbrain.run_history_default USING btree (parent_id, id) WHERE (parent_id IS NOT NULL);
CREATE UNIQUE INDEX run_history_default_pkey ON fbrain.run_history_default USING btree (id);
CREATE INDEX run_history_default_replay_of_id_idx ON fbrain.run_history_default USING btree (replay_of, id) WHERE (replay_of IS NOT NULL);
CREATE INDEX run_history_default_schedule_id_id_idx ON fbrain.run_history_default USING btree (schedule_id, id) WHERE (schedule_id IS NOT NULL);
CREATE INDEX run_history_default_state_id_idx ON fbrain.run_history_default USING btree (state, id) WHERE (state <> 'succeeded'::text);
CREATE INDEX run_history_default_task_id_idx ON fbrain.run_history_default USING btree (task, id);
CREATE INDEX run_history_failed ON ONLY fbrain.run_history USING btree (finished_at) WHERE (state = 'failed'::text);
CREATE INDEX run_history_fingerprint ON ONLY fbrain.run_history USING btree (((error ->> 'fingerprint'::text)), id) WHERE ((error ->> 'fingerprint'::text) IS NOT NULL);
CREATE UNIQUE INDEX run_history_pkey ON ONLY fbrain.run_history USING btree (id);
CREATE INDEX run_history_replay ON ONLY fbrain.run_history USING btree (replay_of, id) WHERE (replay_of IS NOT NULL);
CREATE INDEX run_history_scheduled ON ONLY fbrain.run_history USING btree (schedule_id, id) WHERE (schedule_id IS NOT NULL);
CREATE INDEX run_history_state_id_idx ON ONLY fbrain.run_history USING btree (state, id) WHERE (state <> 'succeeded'::text);
CREATE INDEX run_history_task_id_idx ON ONLY fbrain.run_history USING btree (task, id);
CREATE INDEX run_limited ON fbrain.run USING btree (concurrency_key, state) WHERE (concurrency_key IS NOT NULL);
CREATE UNIQUE INDEX run_log_default_pkey ON fbrain.run_log_default USING btree (run_id, seq);
CREATE UNIQUE INDEX run_log_pkey ON ONLY fbrain.run_log USING btree (run_id, seq);
CREATE INDEX run_overdue ON fbrain.run USING btree (deadline_at) WHERE ((deadline_at IS NOT NULL) AND (state <> 'running'::text));
CREATE UNIQUE INDEX run_pkey ON fbrain.run USING btree (id);
CREATE INDEX run_ready ON fbrain.run USING btree (queue, band, rank DESC, id) WHERE (state = 'queued'::text);
CREATE INDEX run_replay ON fbrain.run USING btree (replay_of, id) WHERE (replay_of IS NOT NULL);
CREATE INDEX run_scheduled ON fbrain.run USING btree (schedule_id, id) WHERE (schedule_id IS NOT NULL);
CREATE INDEX run_stat_minute ON fbrain.run_stat USING btree (at) WHERE (at <> date_bin('01:00:00'::interval, at, '1970-01-01 00:00:00+00'::timestamp with time zone));
CREATE UNIQUE INDEX run_stat_pkey ON fbrain.run_stat USING btree (at, task, queue, state, bucket);
CREATE INDEX run_stat_task ON fbrain.run_stat USING btree (task, at);
CREATE UNIQUE INDEX run_unique_key ON fbrain.run USING btree (unique_key) WHERE (unique_key IS NOT NULL);
CREATE INDEX run_waiting ON fbrain.run USING btree (schedule_id, slot_at, id) WHERE ((state = 'blocked'::text) AND (blocked_by IS NULL));
CREATE INDEX schedule_due ON fbrain.schedule USING btree (next_due_at) WHERE (next_due_at IS NOT NULL);
CREATE UNIQUE INDEX schedule_name ON fbrain.schedule USING btree (name) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX schedule_pkey ON fbrain.schedule USING btree (id);
CREATE INDEX schedule_slot_age ON fbrain.schedule_slot USING brin (decided_at);
CREATE UNIQUE INDEX schedule_slot_pkey ON fbrain.schedule_slot USING btree (schedule_id, slot_at);
CREATE INDEX schedule_task ON fbrain.schedule USING btree (task) WHERE (deleted_at IS NULL);
CREATE UNIQUE INDEX secret_pkey ON fbrain.secret USING btree (name);
CREATE INDEX session_expires_at_idx ON fbrain.session USING btree (expires_at);
CREATE UNIQUE INDEX session_pkey ON fbrain.session USING btree (id);
CREATE UNIQUE INDEX session_secret_hash_key ON fbrain.session USING btree (secret_hash);
CREATE INDEX session_user_id_idx ON fbrain.session USING btree (user_id);
CREATE INDEX task_limited ON fbrain.task USING btree (name) WHERE ((concurrency IS NOT NULL) OR (rate IS NOT NULL));
CREATE UNIQUE INDEX task_pkey ON fbrain.task USING btree (name);
CREATE UNIQUE INDEX user_account_email_key ON fbrain.user_account USING btree (email);
CREATE UNIQUE INDEX user_account_pkey ON fbrain.user_account USING btree (id);
CREATE UNIQUE INDEX worker_pkey ON fbrain.worker USING btree (id);

CREATE OR REPLACE FUNCTION fbrain.backoff_option(options jsonb, definition fbrain.task)
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  form constant text := 'must be an object such as {"kind":"fixed","initial":"10s"}';
  wish jsonb := nullif(options -> 'backoff', 'null');
  backoff jsonb;
begin
  if wish is null then return null; end if;
  if jsonb_typeof(wish) <> 'object' then perform fbrain.refuse_option('backoff', form); end if;
  wish := jsonb_strip_nulls(wish);
  if wish = '{}' then return null; end if;
  if wish - '{kind,initial,max,jitter}'::text[] <> '{}' then perform fbrain.refuse_option('backoff', form); end if;
  backoff := (definition.retry -> 'backoff') || wish;
  if backoff ->> 'kind' not in ('fixed', 'exponential') then
    perform fbrain.refuse_option('backoff', 'must have the kind "fixed" or "exponential"');
  end if;
  if not jsonb_path_exists(backoff, '$.jitter ? (@.type() == "number" && @ >= 0 && @ <= 1)') then
    perform fbrain.refuse_option('backoff', 'must have a jitter from 0 to 1');
  end if;
  if fbrain.duration_option(backoff, 'initial') > fbrain.duration_option(backoff, 'max') then
    perform fbrain.refuse_option('backoff', format('must not have an initial longer than its max, which is %s', backoff ->> 'max'));
  end if;
  return backoff;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.check_enqueue_options(options jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  known constant text[] := '{queue,priority,rank,delay,runAt,ttl,expiresAt,deadline,timeout,maxAttempts,backoff,tags,metadata,concurrencyKey,uniqueKey}';
  tags constant jsonb := nullif(options -> 'tags', 'null');
  unknown text;
begin
  if jsonb_typeof(options) <> 'object' then
    raise exception 'fbrain.enqueue: options must be a JSON object, got %', jsonb_typeof(options) using errcode = 'invalid_parameter_value';
  end if;
  select name into unknown from jsonb_object_keys(options) as name where name <> all(known) limit 1;
  if found then
    perform fbrain.refuse_option(unknown, format('is unknown; known: %s', array_to_string(known, ', ')));
  end if;
  if options ->> 'queue' !~ '^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$' then
    perform fbrain.refuse_option('queue', 'must be 1 to 100 lower-case letters, digits, dots, dashes or underscores, and begin and end with a letter or digit');
  end if;
  if options ->> 'priority' not in ('high', 'normal', 'low') then
    perform fbrain.refuse_option('priority', 'must be one of "high", "normal", "low"');
  end if;
  if jsonb_typeof(tags) <> 'array' or jsonb_path_exists(tags, '$[*] ? (@.type() != "string" || @ like_regex "^(.{101,})?$" flag "s")') then
    perform fbrain.refuse_option('tags', 'must be an array of texts of 1 to 100 characters');
  end if;
  if jsonb_array_length(tags) > 50 then
    perform fbrain.refuse_option('tags', 'must be at most 50 tags');
  end if;
  if jsonb_typeof(nullif(options -> 'metadata', 'null')) <> 'object' then
    perform fbrain.refuse_option('metadata', 'must be an object');
  end if;
  if length(options ->> 'uniqueKey') not between 1 and 255 then
    perform fbrain.refuse_option('uniqueKey', 'must be 1 to 255 characters');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.check_history_day(parent text, day text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if parent not in ('run_history', 'attempt', 'run_log') or day !~ '^\d{8}$' then
    raise exception 'There is no day % of %.', day, parent;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.concurrency_name(definition fbrain.task, input jsonb, asked text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
declare
  key text := coalesce(asked, fbrain.key_at(input, definition.concurrency ->> 'key'));
begin
  if definition.concurrency is null and asked is not null then
    perform fbrain.refuse_option('concurrencyKey', format('has no meaning: the task %s has no concurrency limit', definition.name));
  end if;
  if definition.concurrency is null then return null; end if;
  if length(key) > 200 then
    perform fbrain.refuse_option('concurrencyKey', 'must be at most 200 characters, as it is the key of the task''s concurrency limit');
  end if;
  return definition.name || coalesce('/' || nullif(key, ''), '');
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.duration_option(options jsonb, name text)
 RETURNS interval
 LANGUAGE plpgsql
AS $function$
declare
  value text := options ->> name;
  parts text[] := regexp_match(value, '^(\d{1,15})(ms|s|m|h|d)$');
  seconds numeric;
begin
  if value is null then return null; end if;
  if parts is null then
    perform fbrain.refuse_option(name, format('must be a duration such as "500ms", "30s", "5m", "2h" or "7d", got "%s"', value));
  end if;
  seconds := parts[1]::numeric * case parts[2] when 'ms' then 0.001 when 's' then 1 when 'm' then 60 when 'h' then 3600 else 86400 end;
  if seconds > 3650 * 86400 then
    perform fbrain.refuse_option(name, format('must be at most "3650d", got "%s"', value));
  end if;
  return make_interval(secs => seconds::float8);
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.enqueue(task text, input jsonb DEFAULT '{}'::jsonb, options jsonb DEFAULT '{}'::jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  wish constant jsonb := coalesce(options, '{}');
  called_at constant timestamptz := clock_timestamp();
  definition fbrain.task;
  times record;
  lane text;
  timeout_ms bigint;
  run_id uuid;
begin
  select * into definition from fbrain.task where name = enqueue.task;
  if not found then
    raise exception 'fbrain.enqueue: there is no task "%"', task
      using errcode = 'undefined_object',
            hint = 'Tasks that workers have registered: ' || coalesce((select string_agg(name, ', ' order by name) from fbrain.task), 'none') || '.';
  end if;
  perform fbrain.refuse_secret_input(definition);
  perform fbrain.check_enqueue_options(wish);
  times := fbrain.enqueue_times(wish, called_at);
  timeout_ms := extract(epoch from fbrain.duration_option(wish, 'timeout')) * 1000;
  if timeout_ms = 0 then
    perform fbrain.refuse_option('timeout', 'must be longer than zero');
  end if;
  lane := coalesce(wish ->> 'queue', definition.queue);
  if not exists (select from fbrain.queue where name = lane) then
    insert into fbrain.queue (name) values (lane) on conflict (name) do nothing;
  end if;
  loop
    insert into fbrain.run (
      id, task, queue, band, rank, state, input, max_attempts, backoff, timeout_ms, created_at, due_at, expires_at, deadline_at,
      tags, metadata, concurrency_key, rate_key, unique_key
    )
    values (
      fbrain.new_id(called_at), definition.name, lane,
      array_position(array['high', 'normal', 'low'], coalesce(wish ->> 'priority', 'normal')) - 1,
      coalesce(fbrain.integer_option(wish, 'rank', -32767, 32767), 0),
      'scheduled', coalesce(input, '{}'),
      coalesce(fbrain.integer_option(wish, 'maxAttempts', 1, 1000), (definition.retry ->> 'maxAttempts')::integer),
      fbrain.backoff_option(wish, definition),
      timeout_ms, called_at, times.starts_at, times.lapses_at, times.ends_at,
      array(
        select tag from jsonb_array_elements_text(nullif(wish -> 'tags', 'null')) with ordinality as listed(tag, place)
        group by tag order by min(place)
      ),
      coalesce(nullif(wish -> 'metadata', 'null'), '{}'), fbrain.concurrency_name(definition, coalesce(input, '{}'), wish ->> 'concurrencyKey'),
      fbrain.rate_name(definition, coalesce(input, '{}')),
      wish ->> 'uniqueKey'
    )
    on conflict (unique_key) where unique_key is not null do nothing
    returning id into run_id;
    exit when found;
    select id into run_id from fbrain.run where unique_key = wish ->> 'uniqueKey';
    exit when found;
    -- The holder finished between the two statements: its key is free now.
  end loop;
  return run_id;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.enqueue_times(options jsonb, called_at timestamp with time zone, OUT starts_at timestamp with time zone, OUT lapses_at timestamp with time zone, OUT ends_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
begin
  if options ->> 'delay' is not null and options ->> 'runAt' is not null then
    perform fbrain.refuse_option('delay', 'cannot be given together with runAt');
  end if;
  if options ->> 'ttl' is not null and options ->> 'expiresAt' is not null then
    perform fbrain.refuse_option('ttl', 'cannot be given together with expiresAt');
  end if;
  starts_at := greatest(called_at, called_at + fbrain.duration_option(options, 'delay'), fbrain.instant_option(options, 'runAt'));
  lapses_at := coalesce(called_at + fbrain.duration_option(options, 'ttl'), fbrain.instant_option(options, 'expiresAt'));
  ends_at := fbrain.instant_option(options, 'deadline');
  if lapses_at <= starts_at then
    perform fbrain.refuse_option(case when options ->> 'ttl' is null then 'expiresAt' else 'ttl' end, 'must be later than the start of the run');
  end if;
  if ends_at <= starts_at then
    perform fbrain.refuse_option('deadline', 'must be later than the start of the run');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.ensure_partitions(parent text, key text, days integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform fbrain.check_history_day(parent, to_char(now(), 'YYYYMMDD'));
  return fbrain.make_partitions(parent, case parent when 'run_history' then 'id' else 'run_id' end, least(days, 30));
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.instant_option(options jsonb, name text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
declare
  value text := options ->> name;
begin
  -- Without a zone the session's would decide, which is another one in every application.
  if value !~ '^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:\d{2})?)$' then
    perform fbrain.refuse_option(name, format('must be an instant such as "2026-11-22T10:00:00Z", got "%s"', value));
  end if;
  return value::timestamptz;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.integer_option(options jsonb, name text, low integer, high integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  value text := options ->> name;
begin
  if value is null then return null; end if;
  if value !~ '^-?\d{1,9}$' or value::integer not between low and high then
    perform fbrain.refuse_option(name, format('must be a whole number from %s to %s, got "%s"', low, high, value));
  end if;
  return value::integer;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.key_at(input jsonb, path text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  value jsonb := input;
  step text;
begin
  if path is null then return null; end if;
  foreach step in array string_to_array(path, '.') loop
    value := case when jsonb_typeof(value) = 'object' then value -> step end;
  end loop;
  return case jsonb_typeof(value)
    -- 1.0 is the number 1 to the API.
    when 'number' then trim_scale((value #>> '{}')::numeric)::text
    when 'string' then value #>> '{}'
    when 'boolean' then value #>> '{}'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.make_day_copy(parent text, day text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  copy text := parent || '_' || day || '_next';
  starts timestamptz := to_date(day, 'YYYYMMDD')::timestamp at time zone 'utc';
begin
  perform fbrain.check_history_day(parent, day);
  execute format('drop table if exists fbrain.%I', copy);
  execute format('create table fbrain.%I (like fbrain.%I including all)', copy, parent);
  -- With it, attaching needs no look at the rows.
  execute format('alter table fbrain.%I add check (%I >= %L and %2$I < %4$L)', copy,
    case parent when 'run_history' then 'id' else 'run_id' end,
    fbrain.uuid_floor(starts), fbrain.uuid_floor(starts + interval '1 day'));
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.make_partitions(parent text, key text, days integer)
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

CREATE OR REPLACE FUNCTION fbrain.new_id(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STRICT
AS $function$
  select (
    lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 17)
  )::uuid
  from (select floor(extract(epoch from at) * 1000000)::bigint as us) as instant
$function$;

CREATE OR REPLACE FUNCTION fbrain.prune_audit(kept_days integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  deleted integer;
begin
  delete from fbrain.audit_entry
  where id in (
    select id from fbrain.audit_entry
    where at < now() - make_interval(days => greatest(kept_days, 30))
    order by at
    limit 10000
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.put_day_copy(parent text, day text, is_empty boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  name text := parent || '_' || day;
  starts timestamptz := to_date(day, 'YYYYMMDD')::timestamp at time zone 'utc';
begin
  perform fbrain.check_history_day(parent, day);
  execute format('drop table fbrain.%I', name);
  if is_empty then
    execute format('drop table fbrain.%I', name || '_next');
  else
    execute format('alter table fbrain.%I rename to %I', name || '_next', name);
    execute format('alter table fbrain.%I attach partition fbrain.%I for values from (%L) to (%L)', parent, name,
      fbrain.uuid_floor(starts), fbrain.uuid_floor(starts + interval '1 day'));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.rate_name(definition fbrain.task, input jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  key text := fbrain.key_at(input, definition.rate ->> 'key');
begin
  if length(key) > 200 then
    raise exception 'fbrain.enqueue: the input''s "%" must be at most 200 characters, as it is the key of the task''s rate limit',
      definition.rate ->> 'key' using errcode = 'invalid_parameter_value';
  end if;
  return definition.name || '/' || nullif(key, '');
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.refuse_option(name text, rule text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'fbrain.enqueue: option "%" %', name, rule using errcode = 'invalid_parameter_value';
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.refuse_secret_input(definition fbrain.task)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if definition.has_secret_input then
    raise exception 'fbrain.enqueue: the task "%" has secret fields, which SQL cannot encrypt', definition.name
      using errcode = 'feature_not_supported',
            hint = 'Start it with POST /api/v1/runs, or let the task read a stored secret with ctx.secret().';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION fbrain.uuid_floor(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE STRICT
AS $function$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$function$;
