import { afterAll, expect, test } from 'bun:test';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';
import { eventually } from '@fbrain/testing/eventually';
import { describeSystem } from './system/describe-system.ts';
import type { Running } from './system/system.ts';

/** Seconds of the database's clock in one real second. */
const SPEED = 20;
const KILLS = 8;
const KILL_EVERY_MS = 1_500;
/** Some six slots are due in a second of the database. */
const MIN_FIRED = 2_000;
/** Whatever an outage of the leaders takes, its slots are made up for. */
const ALL_MISSED = { policy: 'all', maxCount: 1_000 } as const;
const SCHEDULES: Partial<ScheduleRequest>[] = [
  ...Array.from({ length: 4 }, () => ({ every: '1s', missed: ALL_MISSED })),
  { cron: '* * * * * *', timezone: 'Australia/Lord_Howe', missed: ALL_MISSED },
  { cron: '*/7 * * * * *', timezone: 'Europe/Paris', missed: ALL_MISSED },
  { every: '13s', jitter: '1m', missed: ALL_MISSED },
  { every: '2s', overlap: 'skip' },
  { every: '3s', overlap: 'cancel-previous' },
  { every: '30s', overlap: 'queue' },
];

describeSystem('schedules', { transport: 'postgres', worker: null }, ({ system, database }) => {
  let workers: Running[] = [];
  afterAll(() => Promise.all(workers.map((worker) => worker.end('SIGKILL'))));

  test('fire each slot exactly once while the leader of three workers is killed again and again', async () => {
    const { sql } = database();
    await speedUp();
    workers = await Promise.all(['a', 'b', 'c'].map((name) => system().startWorker({ WORKER_NAME: name })));
    const ids = await givenSchedules();
    for (let kills = 0; kills < KILLS || (await fired()) < MIN_FIRED; ) {
      // A leader may be in the middle of anything.
      await Bun.sleep(KILL_EVERY_MS * (0.5 + Math.random()));
      kills += await killLeader();
    }
    for (const id of ids) await post(`/schedules/${id}/pause`);
    await eventually(async () => expect(await sql`select from fbrain.run`).toHaveLength(0), { timeoutMs: 120_000 });
    const runs = await sql`select from fbrain.run_history where schedule_id is not null`;
    expect(runs).toHaveLength(await fired());
    expect(await unmatched()).toEqual([]);
    expect(await gaps()).toEqual([]);
  });

  /**
   * Gives the workers a database whose clock runs faster, for everything that says clock_timestamp(): names are looked up
   * in this schema before those of PostgreSQL. Leases and due runs go by now(), which stays as it is.
   */
  const speedUp = () =>
    database().sql.unsafe(`
      create schema fast;
      create table fast.start as select pg_catalog.clock_timestamp() as at;
      create function fast.clock_timestamp() returns timestamptz language sql volatile as
        $$ select at + (pg_catalog.clock_timestamp() - at) * ${SPEED} from fast.start $$;
      -- For the role of the services.
      grant usage on schema fast to public;
      grant select on fast.start to public;
      do $$ begin
        execute format('alter database %I set search_path = fast, pg_catalog, public', current_database());
      end $$`);

  async function post(path: string, body?: object): Promise<{ id: string }> {
    const headers = { authorization: `Bearer ${system().token}`, 'content-type': 'application/json' };
    const text = body === undefined ? null : JSON.stringify(body);
    const answer = await fetch(`${system().apiUrl}/api/v1${path}`, { method: 'POST', headers, body: text });
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  }

  async function givenSchedules(): Promise<string[]> {
    const requests = SCHEDULES.map((changes, n) => ({ name: `schedule-${n}`, task: 'demo.noop', ...changes }));
    const made = await Promise.all(requests.map((request) => post('/schedules', request)));
    return made.map(({ id }) => id);
  }

  /** Kills the leader, starts another worker in its place, and answers how many were killed. */
  async function killLeader(): Promise<number> {
    const [leader] = await database().sql<{ name: string; pid: number }[]>`
      select name, pid from fbrain.worker where leader and state = 'active' and lease_expires_at > now() limit 1`;
    const doomed = workers.find(({ pid }) => pid === leader?.pid);
    if (!doomed || !leader) return 0;
    await doomed.end('SIGKILL');
    const heir = await system().startWorker({ WORKER_NAME: leader.name });
    workers = [...workers.filter((worker) => worker !== doomed), heir];
    return 1;
  }

  async function fired(): Promise<number> {
    const [row] = await database().sql<{ slots: number }[]>`
      select count(*)::integer as slots from fbrain.schedule_slot where outcome = 'fired'`;
    return row?.slots ?? 0;
  }

  /** Fired slots without their one run, and runs without their slot. */
  const unmatched = async (): Promise<object[]> =>
    await database().sql`
    select slot.schedule_id, slot.slot_at, count(run.id)
    from (select * from fbrain.schedule_slot where outcome = 'fired') as slot
    full join (select * from fbrain.run_history where schedule_id is not null) as run
      on run.schedule_id = slot.schedule_id and run.slot_at = slot.slot_at and run.id = slot.run_id
    group by slot.schedule_id, slot.slot_at
    having count(run.id) <> 1 or slot.slot_at is null`;

  /** Records of one schedule that do not follow each other in the step of its slots: a slot was lost or told twice. */
  const gaps = async (): Promise<object[]> =>
    await database().sql`
    with step as (
      select id, case name
        when 'schedule-5' then null when 'schedule-6' then 13 when 'schedule-7' then 2 when 'schedule-8' then 3
        when 'schedule-9' then 30 else 1
      end as seconds
      from fbrain.schedule
    ),
    told as (
      select schedule_id, from_slot_at, slot_at, count,
             lag(slot_at) over (partition by schedule_id order by slot_at) as before
      from fbrain.schedule_slot
    )
    select told.*, seconds
    from told join step on step.id = told.schedule_id
    where seconds is not null and (
      from_slot_at - before <> make_interval(secs => seconds)
      or slot_at - from_slot_at <> make_interval(secs => seconds * (count - 1))
    )`;
});
