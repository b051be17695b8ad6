-- Unique keys, and what GET /runs/:id/why must know of a worker.

-- At most one unfinished run per key: a finished run leaves this table, and its key with it.
create unique index run_unique_key on fbrain.run (unique_key) where unique_key is not null;

-- Attempts in processes of their own that a worker takes at once. Null = registered by a release that did not say.
alter table fbrain.worker add column process_slots integer;
