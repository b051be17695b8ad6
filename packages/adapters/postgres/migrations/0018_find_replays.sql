-- Runs that do another run again are found by it, as children are by their parent (0015): most runs are no replay and
-- take no room in these indexes, and days that hold many runs stay without.
create index run_replay on fbrain.run (replay_of, id) where replay_of is not null;

create index run_history_replay on only fbrain.run_history (replay_of, id) where replay_of is not null;
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
    name := (select relname from pg_class where oid = day) || '_replay_of_id_idx';
    execute format('create index %I on %s (replay_of, id) where replay_of is not null', name, day);
    execute format('alter index fbrain.run_history_replay attach partition fbrain.%I', name);
  end loop;
end
$$;
