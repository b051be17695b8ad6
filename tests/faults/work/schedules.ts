import type { Database } from '@fbrain/adapters/postgres/connection';
import { createSchedules, updateSchedule } from '@fbrain/adapters/postgres/schedule-store';
import type { ScheduleRequest } from '@fbrain/core/schedule/schedule';

/** Schedules that fire all through the faults. */
export interface FaultSchedules {
  /** Waits until what became due during the faults is decided, and pauses them. Answers what was not, in words. */
  stop(): Promise<string[]>;
}

/** Whatever an outage takes, its slots are made up for: each second has to have its run in the end. */
const ALL_MISSED = { policy: 'all', maxCount: 1_000 } as const;
const QUICK = { task: 'faults.quick', input: { n: 12 } };
/** It takes longer than a second at times, so that runs of one schedule would overlap. */
const SLOW = { task: 'faults.slow', input: { n: 12, ms: 900 } };
/** A hundred that wait for each other after an outage have to end while the harness drains. */
const BRIEF = { task: 'faults.slow', input: { n: 12, ms: 200 } };

/** A slot every second each: the rules of checks/schedule-rules.ts count on it. */
const SCHEDULES: Omit<ScheduleRequest, 'name'>[] = [
  ...Array.from({ length: 8 }, () => ({ ...QUICK, every: '1s', missed: ALL_MISSED })),
  { ...QUICK, cron: '* * * * * *', timezone: 'Europe/Paris', missed: ALL_MISSED },
  { ...QUICK, every: '1s', jitter: '900ms', missed: ALL_MISSED },
  { ...SLOW, every: '1s', overlap: 'skip' },
  { ...BRIEF, every: '1s', overlap: 'queue' },
  { ...SLOW, every: '1s', overlap: 'cancel-previous' },
];

const CATCH_UP_MS = 30_000;
const POLL_MS = 100;

export async function startSchedules(sql: Database): Promise<FaultSchedules> {
  const schedules = SCHEDULES.map((request, n) => ({
    id: Bun.randomUUIDv7(),
    request: { ...request, name: `faults-${request.overlap ?? 'allow'}-${n}` },
  }));
  await createSchedules(sql, schedules, Date.now());
  return {
    async stop() {
      const late = await untilDecided(sql);
      for (const { id } of schedules) {
        await updateSchedule(sql, id, ({ request }) => ({ request: { ...request, paused: true } }));
      }
      return late;
    },
  };
}

async function untilDecided(sql: Database): Promise<string[]> {
  const deadline = performance.now() + CATCH_UP_MS;
  const nowMs = Date.now();
  for (;;) {
    const late = await sql<{ text: string }[]>`
      select format('the slots of %s are decided until %s only%s', name, cursor_at, ': ' || problem) as text
      from fbrain.schedule where cursor_at < ${new Date(nowMs)} - interval '1 second'`;
    if (late.length === 0 || performance.now() > deadline) return late.map(({ text }) => text);
    await Bun.sleep(POLL_MS);
  }
}
