-- How long finished runs are kept (docs/operations.md, docs/decisions/0011-history-days-are-replaced.md).

-- Seconds since the end of a run; Infinity = forever. One row.
create table fbrain.retention (
  is_only boolean primary key default true check (is_only),
  keep_s float8 not null default 2592000 check (keep_s >= 86400)
);
insert into fbrain.retention default values;

-- What differs: a task's comes first, then its queue's. null = what is set for all.
alter table fbrain.queue add column keep_s float8 check (keep_s >= 86400);
alter table fbrain.task add column keep_s float8 check (keep_s >= 86400);

-- Days of history, as in the names of their partitions, that have been looked through, and when to look again.
create table fbrain.retention_day (
  name text primary key,
  look_at timestamptz not null
);
