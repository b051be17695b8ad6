-- Limits on how many runs of a task run at once, per value of a key.

-- {limit, key}; null = no limit.
alter table fbrain.task add column concurrency jsonb;

-- Only runs that count against a limit are in it, so that all others pay nothing.
create index run_limited on fbrain.run (concurrency_key, state) where concurrency_key is not null;
