-- Who may do what: users, their sessions, API tokens, and the record of what they did.

create table fbrain.user_account (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  role text not null check (role in ('viewer', 'operator', 'admin')),
  sees_payloads boolean not null default false,
  -- argon2id; null until the invitation was used.
  password_hash text,
  -- Encrypted. It counts once totp_enabled_at is set: until then the user has yet to prove that the app knows it.
  totp_secret text,
  totp_enabled_at timestamptz,
  -- The time step of the latest code: no code works twice.
  totp_step bigint not null default 0,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  last_login_at timestamptz,
  check (totp_enabled_at is null or totp_secret is not null)
);

-- Instead of a code of the second factor, once each: a used one is deleted.
create table fbrain.recovery_code (
  user_id uuid not null references fbrain.user_account on delete cascade,
  code_hash bytea not null,
  primary key (user_id, code_hash)
);

-- Secrets of sessions, tokens and links have 256 random bits: a plain SHA-256 of them tells nothing.
create table fbrain.session (
  id uuid primary key,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  user_id uuid not null references fbrain.user_account on delete cascade,
  address text,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create index on fbrain.session (user_id);
create index on fbrain.session (expires_at);

-- Links that let somebody choose a password, once. No user = whoever has it becomes the first admin.
create table fbrain.access_link (
  code_hash bytea primary key check (octet_length(code_hash) = 32),
  user_id uuid references fbrain.user_account on delete cascade,
  expires_at timestamptz not null
);

create index on fbrain.access_link (user_id);

create table fbrain.api_token (
  id uuid primary key,
  name text not null,
  prefix text not null,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  permissions text[] not null,
  -- Patterns; null = all.
  tasks text[],
  queues text[],
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- How many logins were tried lately, by account and by address: a bucket that leaks.
create unlogged table fbrain.login_throttle (
  key text primary key,
  burst double precision not null,
  seconds_each double precision not null,
  level double precision not null,
  at timestamptz not null
);

create table fbrain.audit_entry (
  id uuid primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'token', 'configuration', 'anonymous')),
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text,
  address text,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  status integer not null,
  before jsonb,
  after jsonb,
  request_id text not null
);

create index on fbrain.audit_entry (at);
create index on fbrain.audit_entry (target_kind, target_id, id);
create index on fbrain.audit_entry (actor_name, id);
create index on fbrain.audit_entry (action, id);

-- The role of the services may only add to the record. It forgets through this function, which keeps a month whatever
-- it is told: who takes over a service cannot wipe out what was done. Returns how many it deleted, a bounded number.
create function fbrain.prune_audit(kept_days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;

revoke execute on function fbrain.prune_audit(integer) from public;

-- The role of the services makes partitions without owning the tables: those of history, and of a month at most, so that
-- who takes over a service cannot fill the catalogue with tables. The key follows from the table.
alter function fbrain.ensure_partitions(text, text, integer) rename to make_partitions;
create function fbrain.ensure_partitions(parent text, key text, days integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform fbrain.check_history_day(parent, to_char(now(), 'YYYYMMDD'));
  return fbrain.make_partitions(parent, case parent when 'run_history' then 'id' else 'run_id' end, least(days, 30));
end
$$;

revoke execute on function fbrain.make_partitions(text, text, integer), fbrain.ensure_partitions(text, text, integer)
from public;

-- Retention replaces the partitions of a day of history (decision 0011): these two steps need the owner of the tables.
-- They touch nothing but history, whose rows the role of the services may delete anyway.
create function fbrain.make_day_copy(parent text, day text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;

-- Puts the copy in the place of the partition, or nothing. Dropping a partition detaches it.
create function fbrain.put_day_copy(parent text, day text, is_empty boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;

create function fbrain.check_history_day(parent text, day text) returns void language plpgsql as $$
begin
  if parent not in ('run_history', 'attempt', 'run_log') or day !~ '^\d{8}$' then
    raise exception 'There is no day % of %.', day, parent;
  end if;
end
$$;

revoke execute on function fbrain.make_day_copy(text, text), fbrain.put_day_copy(text, text, boolean) from public;
