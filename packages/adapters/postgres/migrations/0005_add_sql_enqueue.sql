-- fbrain.enqueue: runs from plain SQL, inside the caller's transaction (docs/sql-enqueue.md).

-- A uuidv7 that keeps the order of calls: after the milliseconds come 12 bits of their fraction (RFC 9562, section 6.2,
-- method 3). PostgreSQL 18 has uuidv7(), we support 15. The rest is taken from a random uuid, its variant included.
create function fbrain.new_id(at timestamptz) returns uuid language sql volatile strict as $$
  select (
    lpad(to_hex(us / 1000), 12, '0') || '7' || lpad(to_hex(us % 1000 * 4096 / 1000), 3, '0')
    || substr(replace(gen_random_uuid()::text, '-', ''), 17)
  )::uuid
  from (select floor(extract(epoch from at) * 1000000)::bigint as us) as instant
$$;

-- How fbrain.enqueue reads its options: absent and JSON null are the same, and a refusal has the API's own words.

create function fbrain.refuse_option(name text, rule text) returns void language plpgsql as $$
begin
  raise exception 'fbrain.enqueue: option "%" %', name, rule using errcode = 'invalid_parameter_value';
end
$$;

create function fbrain.duration_option(options jsonb, name text) returns interval language plpgsql as $$
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
$$;

create function fbrain.instant_option(options jsonb, name text) returns timestamptz language plpgsql as $$
declare
  value text := options ->> name;
begin
  -- Without a zone the session's would decide, which is another one in every application.
  if value !~ '^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:\d{2})?)$' then
    perform fbrain.refuse_option(name, format('must be an instant such as "2026-11-22T10:00:00Z", got "%s"', value));
  end if;
  return value::timestamptz;
end
$$;

create function fbrain.integer_option(options jsonb, name text, low integer, high integer) returns integer language plpgsql as $$
declare
  value text := options ->> name;
begin
  if value is null then return null; end if;
  if value !~ '^-?\d{1,9}$' or value::integer not between low and high then
    perform fbrain.refuse_option(name, format('must be a whole number from %s to %s, got "%s"', low, high, value));
  end if;
  return value::integer;
end
$$;

-- The form of everything that is not a time or a number.
create function fbrain.check_enqueue_options(options jsonb) returns void language plpgsql as $$
declare
  known constant text[] := '{queue,priority,rank,delay,runAt,ttl,expiresAt,deadline,timeout,maxAttempts,tags,metadata,concurrencyKey,uniqueKey}';
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

-- When the run starts, lapses and must have ended, from the instant of the call.
create function fbrain.enqueue_times(options jsonb, called_at timestamptz, out starts_at timestamptz, out lapses_at timestamptz, out ends_at timestamptz)
language plpgsql as $$
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
$$;

-- The name under which a run counts against its task's limit, as packages/core/task/concurrency.ts has it.
create function fbrain.concurrency_name(definition fbrain.task, input jsonb, asked text) returns text language plpgsql as $$
declare
  value jsonb := input;
  step text;
  key text := asked;
begin
  if definition.concurrency is null and asked is not null then
    perform fbrain.refuse_option('concurrencyKey', format('has no meaning: the task %s has no concurrency limit', definition.name));
  end if;
  if definition.concurrency is null then return null; end if;
  if key is null and definition.concurrency ->> 'key' is not null then
    foreach step in array string_to_array(definition.concurrency ->> 'key', '.') loop
      value := case when jsonb_typeof(value) = 'object' then value -> step end;
    end loop;
    key := case jsonb_typeof(value)
      -- 1.0 is the number 1 to the API.
      when 'number' then trim_scale((value #>> '{}')::numeric)::text
      when 'string' then value #>> '{}'
      when 'boolean' then value #>> '{}'
    end;
  end if;
  if length(key) > 200 then
    perform fbrain.refuse_option('concurrencyKey', 'must be at most 200 characters, as it is the key of the task''s concurrency limit');
  end if;
  return definition.name || coalesce('/' || nullif(key, ''), '');
end
$$;

-- Enqueues a run inside the caller's transaction; answers its id, or that of the unfinished run which holds the same
-- uniqueKey. The rules are those of POST /runs (packages/core/run/prepare-run.ts), but the input meets its schema only
-- on the worker. The run is inserted as one whose time has come: the leading worker looks for such every second and
-- sends their hints, so nothing but the caller's commit is needed, on either transport.
-- It acts with its owner's rights: a role needs `usage` on the schema and nothing else.
create function fbrain.enqueue(task text, input jsonb default '{}', options jsonb default '{}') returns uuid
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
      tags, metadata, concurrency_key, unique_key
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
