-- Task hosts of a worker with their memory, written with every pulse: [{pid, rssBytes, attempts}]. A worker of the previous
-- release leaves it empty.
alter table fbrain.worker add column hosts jsonb not null default '[]';
