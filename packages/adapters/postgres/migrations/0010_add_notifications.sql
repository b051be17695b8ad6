-- Rules, channels and messages that tell people what goes wrong (docs/notifications.md).

create table fbrain.notification_channel (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('email', 'slack', 'webhook')),
  settings jsonb not null,
  -- A JSON object, encrypted: passwords, addresses and signing keys.
  secrets text not null,
  -- Names of those, and what people may see of the address.
  secrets_set text[] not null,
  target text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table fbrain.notification_rule (
  id uuid primary key,
  name text not null unique,
  kind text not null check (kind in ('run-failed', 'schedule-missed', 'failure-rate', 'queue-stuck')),
  condition jsonb not null,
  channels uuid[] not null,
  throttle text not null,
  enabled boolean not null,
  -- Whatever ended until then has been looked at.
  cursor_at timestamptz not null default now(),
  -- When the leader looks again.
  next_look_at timestamptz not null default now(),
  last_told_at timestamptz,
  problem text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- What a rule remembers of a task, a queue or a schedule. See core/notification/decide-notifications.ts.
create table fbrain.notification_group (
  rule_id uuid not null references fbrain.notification_rule on delete cascade,
  key text not null,
  count bigint not null,
  samples jsonb not null,
  detail text not null,
  is_open boolean not null,
  is_told boolean not null,
  first_at timestamptz not null,
  due_at timestamptz,
  told_at timestamptz,
  primary key (rule_id, key)
);

-- Messages on their way to a channel. Inserted with the decision, so each incident has exactly one.
create table fbrain.notification_delivery (
  id uuid primary key,
  channel_id uuid not null references fbrain.notification_channel on delete cascade,
  message jsonb not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- While it is being sent: when somebody else may try.
  next_attempt_at timestamptz default now(),
  answer text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((state = 'pending') = (next_attempt_at is not null)),
  check ((state = 'pending') = (finished_at is null))
);
create index notification_delivery_due on fbrain.notification_delivery (next_attempt_at) where state = 'pending';

-- What failed lately. Days that hold much stay without it, as in 0008: there the failed runs of a day are read by state.
create index run_history_failed on only fbrain.run_history (finished_at) where state = 'failed';
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
    name := (select relname from pg_class where oid = day) || '_failed_at_idx';
    execute format('create index %I on %s (finished_at) where state = ''failed''', name, day);
    execute format('alter index fbrain.run_history_failed attach partition fbrain.%I', name);
  end loop;
end
$$;
