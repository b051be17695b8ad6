-- How long a run waits between its attempts, if it was started with a backoff of its own: {kind, initial, max, jitter}.
-- Null = as its task says. The previous release lets it wait as its task says.
alter table fbrain.run add column backoff jsonb;
alter table fbrain.run_history add column backoff jsonb;

-- As core/retry/run-backoff.ts does it for the API.
create function fbrain.backoff_option(options jsonb, definition fbrain.task) returns jsonb language plpgsql as $$
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
$$;

-- As before, but for the backoff.
create or replace function fbrain.check_enqueue_options(options jsonb) returns void language plpgsql as $$
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
$$;

-- As before, but for the backoff.
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
$$;
