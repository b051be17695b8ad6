-- Secrets (docs/security.md): fields of inputs and outputs that are stored encrypted, and the secret store.

-- Names of the stored secrets that the task may read.
alter table fbrain.task add column secrets text[] not null default '{}';
-- Its input has fields that only the API and the workers can encrypt.
alter table fbrain.task add column has_secret_input boolean not null default false;

-- Named secrets. What is in `sealed` opens only with SECRET_KEY, and only under this name.
create table fbrain.secret (
  name text primary key check (name ~ '^[a-z0-9]([a-z0-9._-]{0,98}[a-z0-9])?$'),
  sealed text not null check (sealed ~ '^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text not null
);

-- A plain insert would store secrets in clear, so it is refused.
create function fbrain.refuse_secret_input(definition fbrain.task) returns void language plpgsql as $$
begin
  if definition.has_secret_input then
    raise exception 'fbrain.enqueue: the task "%" has secret fields, which SQL cannot encrypt', definition.name
      using errcode = 'feature_not_supported',
            hint = 'Start it with POST /api/v1/runs, or let the task read a stored secret with ctx.secret().';
  end if;
end
$$;

-- As before, but for secret fields.
create or replace function fbrain.enqueue(task text, input jsonb default '{}', options jsonb default '{}') returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
      id, task, queue, band, rank, state, input, max_attempts, timeout_ms, created_at, due_at, expires_at, deadline_at,
      tags, metadata, concurrency_key, rate_key, unique_key
    )
    values (
      fbrain.new_id(called_at), definition.name, lane,
      array_position(array['high', 'normal', 'low'], coalesce(wish ->> 'priority', 'normal')) - 1,
      coalesce(fbrain.integer_option(wish, 'rank', -32767, 32767), 0),
      'scheduled', coalesce(input, '{}'),
      coalesce(fbrain.integer_option(wish, 'maxAttempts', 1, 1000), (definition.retry ->> 'maxAttempts')::integer),
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
$$;
