import {
  listLongestRunning,
  listNextSlots,
  readBlocked,
  readFlow,
  readScheduleFacts,
  readTaskFailures,
} from '@fbrain/adapters/postgres/overview-store';
import { listQueues } from '@fbrain/adapters/postgres/queue-store';
import { readTypicalDurations } from '@fbrain/adapters/postgres/stat-store';
import { listTaskProblems, listWorkers } from '@fbrain/adapters/postgres/worker-store';
import { findTroubles } from '@fbrain/core/overview/find-troubles';
import type { ActiveRun, Overview } from '@fbrain/core/overview/overview';
import { toQueueFlow } from '@fbrain/core/overview/queue-flow';
import type { AppDeps } from '../app.ts';

/** One screen holds no more. */
const SHOWN_RUNS = 10;
const SHOWN_SLOTS = 8;

type OverviewDeps = Pick<AppDeps, 'sql' | 'clock' | 'transport'>;

/** Reads everything that one look is to tell: a dozen statements, each bounded, whatever waits or ever ran. */
export async function readOverview({ sql, clock, transport }: OverviewDeps): Promise<Overview> {
  const nowMs = clock.now();
  const [queues, workers, flow, activeRuns, nextSlots, failures, schedules, blocked, problems] = await Promise.all([
    listQueues(sql),
    listWorkers(sql),
    readFlow(sql),
    readActiveRuns(sql),
    listNextSlots(sql, SHOWN_SLOTS),
    readTaskFailures(sql),
    readScheduleFacts(sql),
    readBlocked(sql),
    listTaskProblems(sql),
  ]);
  const isTransportConnected = transport.isConnected();
  const brokenFiles = problems.map(({ source }) => source);
  return {
    at: new Date(nowMs).toISOString(),
    troubles: findTroubles({
      ...{ nowMs, queues, workers, failures, schedules, blocked, brokenFiles, isTransportConnected },
    }),
    queues: queues.map((queue) => toQueueFlow(queue, workers, flow)),
    activeRuns,
    nextSlots,
    workers,
  };
}

async function readActiveRuns(sql: AppDeps['sql']): Promise<ActiveRun[]> {
  const runs = await listLongestRunning(sql, SHOWN_RUNS);
  const typical = await readTypicalDurations(sql, [...new Set(runs.map(({ task }) => task))]);
  return runs.map((run) => ({ ...run, typicalMs: typical.get(run.task) ?? null }));
}
