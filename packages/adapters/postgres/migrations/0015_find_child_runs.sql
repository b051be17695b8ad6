-- Runs that another run started are found by it. Most runs were started by none and take no room in these indexes.
-- Not concurrently, which no transaction allows: nothing is started or finished while this reads the unfinished runs, about a
-- second for each million (docs/operations.md).
create index run_child on fbrain.run (parent_id, id) where parent_id is not null;

-- Days that hold many runs stay without this index, as in 0008: a search begins at the parent, so they are read only for
-- runs of before.
create index run_history_child on only fbrain.run_history (parent_id, id) where parent_id is not null;
do $$
declare
  day regclass;
  name text;
begin
  for day in
    select inhrelid::regclass from pg_inherits
    where inhparent = 'fbrain.run_history'::regclass and pg_relation_size(inhrelid) < 8 * 1024 * 1024
    order by inhrelid
  loop
    name := (select relname from pg_class where oid = day) || '_parent_id_id_idx';
    execute format('create index %I on %s (parent_id, id) where parent_id is not null', name, day);
    execute format('alter index fbrain.run_history_child attach partition fbrain.%I', name);
  end loop;
end
$$;
