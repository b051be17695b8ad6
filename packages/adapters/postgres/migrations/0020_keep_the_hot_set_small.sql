-- Runs that somebody asked to cancel while they ran: the pulse of their worker looks for them each second.
create index run_cancelling on fbrain.run (worker_id) where cancel_requested_at is not null;

-- The file of the hot set keeps its size: to give its end back, vacuum locks out all claims for a moment.
alter table fbrain.run set (vacuum_truncate = off, autovacuum_vacuum_cost_delay = 1);
