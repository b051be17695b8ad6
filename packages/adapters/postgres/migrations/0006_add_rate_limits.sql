-- Rate limits of tasks, limits of queues, and what a blocked run waits for (docs/limits.md).

-- {limit, per, burst, key}; null = no limit.
alter table fbrain.task add column rate jsonb;
create index task_limited on fbrain.task (name) where concurrency is not null or rate is not null;

-- Runs of the queue that may run at once; {limit, per, burst}; null = no limit.
alter table fbrain.queue add column concurrency integer check (concurrency >= 1);
alter table fbrain.queue add column rate jsonb;

-- Name under which the run counts against its task's rate limit; null = that of the task.
alter table fbrain.run add column rate_key text;
-- The limit that blocks the run, or from which it was released: what a claim or a release looks for, in order.
alter table fbrain.run add column blocked_by text;
create index run_blocked on fbrain.run (blocked_by, state, band, rank desc, id) where blocked_by is not null;
update fbrain.run set blocked_by = 'concurrency:' || concurrency_key where state = 'blocked' and concurrency_key is not null;

-- Token buckets (packages/core/task/rate-bucket.ts). A bucket that is full needs no row.
create table fbrain.rate_bucket (
  name text primary key,
  full_at timestamptz not null,
  -- The limit that full_at was computed with.
  interval_us bigint not null check (interval_us > 0),
  burst integer not null check (burst >= 1),
  -- When it has a token: blocked runs need no look before. -infinity = its limit has changed.
  free_at timestamptz not null
) with (fillfactor = 50);

-- The limits that a run counts against, those of its task first.
create view fbrain.run_limit as
select run.id as run_id, counted.place, counted.name
from fbrain.run
left join fbrain.task on task.name = run.task
left join fbrain.queue on queue.name = run.queue
cross join lateral (
  values
    (1, case when task.concurrency is not null then 'concurrency:' || coalesce(run.concurrency_key, run.task) end),
    (2, case
          when task.rate ->> 'key' is not null then 'rate:' || coalesce(run.rate_key, run.task)
          when task.rate is not null then 'rate:' || run.task
        end),
    (3, case when queue.concurrency is not null then 'queue-concurrency:' || run.queue end),
    (4, case when queue.rate is not null then 'queue-rate:' || run.queue end)
) as counted(place, name)
where counted.name is not null;

-- The value of the input at a dotted path as text; null if it is missing or no plain value.
create function fbrain.key_at(input jsonb, path text) returns text language plpgsql immutable as $$
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
$$;

-- As before, but for the look at the input, which is key_at's now.
create or replace function fbrain.concurrency_name(definition fbrain.task, input jsonb, asked text) returns text language plpgsql as $$
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
$$;

-- The name under which a run counts against its task's rate limit, null if all runs of the task count together.
create function fbrain.rate_name(definition fbrain.task, input jsonb) returns text language plpgsql immutable as $$
declare
  key text := fbrain.key_at(input, definition.rate ->> 'key');
begin
  if length(key) > 200 then
    raise exception 'fbrain.enqueue: the input''s "%" must be at most 200 characters, as it is the key of the task''s rate limit',
      definition.rate ->> 'key' using errcode = 'invalid_parameter_value';
  end if;
  return definition.name || '/' || nullif(key, '');
end
$$;

-- Enqueues a run inside the caller's transaction; answers its id, or that of the unfinished run which holds the same
-- uniqueKey. The rules are those of POST /runs (packages/core/run/prepare-run.ts), but the input meets its schema only
-- on the worker. The run is inserted as one whose time has come: the leading worker looks for such every second and
-- sends their hints, so nothing but the caller's commit is needed, on either transport.
-- It acts with its owner's rights: a role needs `usage` on the schema and nothing else.
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
