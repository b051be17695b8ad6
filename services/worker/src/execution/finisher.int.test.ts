import { afterEach, beforeEach, expect, test } from 'bun:test';
import { silentLogger } from '@fbrain/adapters/logging/logger';
import { endOf, givenRuns, givenWorker, MANY } from '@fbrain/testing/factories';
import { createTestDatabase, type TestDatabase } from '@fbrain/testing/test-database';
import { createFinisher, type Finisher } from './finisher.ts';

let database: TestDatabase;
let finisher: Finisher;
let claimed: { id: string; attempt: number }[];
beforeEach(async () => {
  database = await createTestDatabase();
  await givenRuns(database.sql, {}, {}, {});
  const worker = await givenWorker(database.sql);
  claimed = await worker.claimer.claimNext(['default'], MANY);
  finisher = createFinisher({ sql: database.sql, workerId: worker.id, logger: silentLogger });
});
afterEach(async () => {
  await database.drop();
});

/** Makes the database answer the end of runs with an error: `when` in SQL, over the row `new`. */
const refuseEnds = async (code: string, when: string) => {
  await database.sql.unsafe(`
    create sequence tries;
    create function refuse() returns trigger language plpgsql as $$
    begin
      if ${when} then raise exception 'no' using errcode = '${code}'; end if;
      return new;
    end $$;
    create trigger refuse before insert on fbrain.run_history for each row execute function refuse()`);
};

const FACTS = { task: 'noop', queue: 'default', startedAtMs: 0, durationMs: 1, waitedMs: 1 };

const finishAll = () => Promise.allSettled(claimed.map((run) => finisher.finish(endOf(run))));

test('ends that lose a deadlock are written all the same', async () => {
  await refuseEnds('40P01', "nextval('tries') <= 2");
  expect(await finishAll()).toEqual(claimed.map(() => ({ status: 'fulfilled', value: 'succeeded' })));
});

test('an output that the database refuses fails its run alone', async () => {
  await refuseEnds('22P05', `new.id = '${claimed[1]?.id}' and new.state = 'succeeded'`);
  const states = (await finishAll()).map((end) => (end.status === 'fulfilled' ? end.value : 'unwritten'));
  expect(states).toEqual(['succeeded', 'failed', 'succeeded']);
});

test('an end that the database refuses whatever its output is given up, and only that', async () => {
  await refuseEnds('23514', `new.id = '${claimed[1]?.id}'`);
  expect((await finishAll()).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(finisher.pending).toBe(0);
});

test('ends that cannot be counted are written all the same, and known to be', async () => {
  const { sql } = database;
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'no' using errcode = '57014'; end $$;
    create trigger refuse before insert on fbrain.run_tally for each row execute function refuse()`);
  const [run, other] = claimed;
  if (!run || !other) throw new Error('Runs were claimed');
  // One end with an old fence in the same statement: the others are counted by one of their own.
  const ends = [endOf(run), { ...endOf(other), attempt: 7 }].map((end) => finisher.finish({ ...end, facts: FACTS }));
  expect(await Promise.all(ends)).toEqual(['succeeded', null]);
});
