import { checkRuns, type RunFindings } from './checks/check-runs.ts';
import { type DrainResult, drain } from './checks/drain.ts';
import { readExecutions } from './checks/executions.ts';
import { watchFinalRuns } from './checks/final-watch.ts';
import { type RescueTimes, readLostAttempts, rescueTimes, type WorkerLoss } from './checks/rescue-times.ts';
import { type Strike, startInjector } from './faults/injector.ts';
import type { FaultOptions } from './options.ts';
import { seededRandom } from './random.ts';
import { type FaultSystem, startFaultSystem } from './system/fault-system.ts';
import { type Ledger, openLedger } from './work/ledger.ts';
import type { ProducerCounts } from './work/post.ts';
import { startProducer } from './work/producer.ts';

/** Everything that one run of the harness found out. */
export interface Outcome extends RunFindings {
  options: FaultOptions;
  accepted: number;
  requests: ProducerCounts;
  strikes: readonly Strike[];
  drained: DrainResult;
  rescues: RescueTimes;
  /** Finished runs whose rows were compared. */
  watched: number;
}

/** What the choice of work and the choice of faults start from, so that neither changes the other. */
const WORK_SALT = 1;
const WATCH_SALT = 2;
/** A rescue takes the lease, the pulse that finds it lapsed, and the start of a host on a machine that is busy. */
const RESCUE_LIMIT_MS = 15_000;
/** More than is planned, because faults refuse some. */
const PACE_MARGIN = 1.3;
const POLL_MS = 100;

/** Runs the system under faults in `dir` and checks what it promised. `say` gets a line for each fault. */
export async function runFaults(
  options: FaultOptions,
  { dir, distDir, say }: { dir: string; distDir: string; say: (line: string) => void },
): Promise<Outcome> {
  const system = await startFaultSystem({ dir, distDir, transport: options.transport });
  try {
    const unready = await system.untilReady();
    if (unready.length > 0) throw new Error(`Not ready after the start: ${unready.join(', ')}; see the logs in ${dir}`);
    return await strikeAndCheck(system, options, say);
  } finally {
    await system.stop();
  }
}

async function strikeAndCheck(
  system: FaultSystem,
  options: FaultOptions,
  say: (line: string) => void,
): Promise<Outcome> {
  const { sql } = system;
  const ledger = openLedger(`${system.dir}/ledger`);
  const losses: WorkerLoss[] = [];
  const producer = startProducer({
    ...system,
    ledger,
    random: seededRandom(options.seed + WORK_SALT),
    runsPerSecond: (options.runs / options.seconds) * PACE_MARGIN,
  });
  const watch = watchFinalRuns(sql, ledger, seededRandom(options.seed + WATCH_SALT));
  const startedAtMs = Date.now();
  const onWorkerLost = (pid: number) => losses.push({ pid, atMs: Date.now() });
  const injector = startInjector({ system, ledger, random: seededRandom(options.seed), onWorkerLost }, (strike) =>
    say(`${((strike.startMs - startedAtMs) / 1_000).toFixed(1).padStart(7)} s  ${strike.name} (${strike.target})`),
  );
  await untilDone(ledger, options);
  await injector.stop();
  const [unready] = await Promise.all([system.untilReady(), producer.stop(), watch.stop()]);
  const drained = await drain(sql);

  const executions = readExecutions(system.journal);
  const findings = await checkRuns(sql, ledger.read(), executions);
  const rescues = rescueTimes(losses, executions, await readLostAttempts(sql), injector.strikes);
  const slowest = rescues.undisturbed.at(-1) ?? 0;
  findings.violations.push(
    ...producer.violations,
    ...drained.stuck,
    ...system.services().flatMap((service) => service.unexpectedEnds),
    ...unready.map((problem) => `not ready although all faults are over: ${problem}`),
    ...(await watch.changed()).map((id) => `run ${id} changed after it had ended`),
    ...(await keysWithSeveralRuns(system)),
    ...(slowest > RESCUE_LIMIT_MS ? [`a lost worker's run started again after ${slowest} ms only`] : []),
  );
  return {
    ...findings,
    options,
    accepted: ledger.size,
    requests: producer.counts,
    strikes: injector.strikes,
    drained,
    rescues,
    watched: watch.size,
  };
}

async function untilDone(ledger: Ledger, { seconds, runs }: FaultOptions): Promise<void> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1_000 || ledger.size < runs) await Bun.sleep(POLL_MS);
}

/** Whatever was sent how often: one key, one run. */
async function keysWithSeveralRuns({ sql }: FaultSystem): Promise<string[]> {
  const rows = await sql<{ key: string; count: number }[]>`
    select idempotency_key as key, count(*)::integer as count
    from (select idempotency_key from fbrain.run_history union all select idempotency_key from fbrain.run) as keyed
    where idempotency_key is not null
    group by 1 having count(*) > 1`;
  return rows.map(({ key, count }) => `the key ${key} stands for ${count} runs`);
}
