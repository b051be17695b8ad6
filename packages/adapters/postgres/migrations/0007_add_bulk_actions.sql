-- Actions on many runs: cancel, replay or delete all that match a filter.

-- The runs of an action are those with an id below its own; the cursor is the last one that was dealt with. It moves in
-- the transaction that deals with them: whoever goes on after a crash does no run twice.
create table fbrain.bulk_action (
  id uuid primary key,
  action text not null check (action in ('cancel', 'replay', 'delete')),
  filter jsonb not null,
  state text not null default 'running' check (state in ('running', 'succeeded', 'failed', 'cancelled')),
  rate integer not null check (rate > 0),
  matched bigint not null check (matched >= 0),
  is_exact boolean not null,
  done bigint not null default 0 check (done >= 0),
  skipped bigint not null check (skipped >= 0),
  failed bigint not null default 0 check (failed >= 0),
  -- Samples: [{runId, message}].
  failures jsonb not null default '[]',
  error text,
  cursor_id uuid not null default '00000000-0000-0000-0000-000000000000',
  idempotency_key text unique,
  request_hash bytea,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((state = 'running') = (finished_at is null)),
  check (state <> 'failed' or error is not null)
);

create index bulk_action_running on fbrain.bulk_action (id) where state = 'running';
