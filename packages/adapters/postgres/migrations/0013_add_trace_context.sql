-- The trace that a run belongs to (docs/tracing.md): the W3C `traceparent`, and after a space `tracestate` if there is
-- one. Null for most runs, which costs nothing.
alter table fbrain.run add column trace_context text;
alter table fbrain.run_history add column trace_context text;
