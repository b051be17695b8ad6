import { seededRandom } from '@fbrain/testing/random';
import { checkEvidence, type Findings } from './checks/check.ts';
import { type DrainResult, drain } from './checks/drain.ts';
import { readRescuedExecutions } from './checks/executions.ts';
import { type FinalWatch, watchFinalRuns } from './checks/final-watch.ts';
import { type RescueTimes, rescueTimes, type WorkerLoss } from './checks/rescue-times.ts';
import type { FaultContext } from './faults/fault.ts';
import { type Injector, type Strike, startInjector } from './faults/injector.ts';
import type { FaultOptions } from './options.ts';
import { startProgress } from './progress.ts';
import { type ServiceSystem, startFaultSystem } from './system/fault-system.ts';
import { watchSystem } from './system/system-watch.ts';
import { type Ledger, openLedger } from './work/ledger.ts';
import { createPace } from './work/pace.ts';
import type { ProducerCounts } from './work/post.ts';
import { type Producer, startProducer } from './work/producer.ts';
import { type FaultSchedules, startSchedules } from './work/schedules.ts';

/** Everything that one run of the harness found out. */
export interface Outcome extends Findings {
  options: FaultOptions;
  /** How long faults happened. */
  seconds: number;
  requests: ProducerCounts;
  cancels: number;
  strikes: readonly Strike[];
  drained: DrainResult;
  rescues: RescueTimes;
  /** Finished runs whose rows were compared, and those that had changed. */
  watched: number;
  changed: number;
}

type Say = (line: string) => void;

/** What the choice of work starts from, so that neither it nor the choice of faults changes the other. */
const WORK_SALT = 1;
/** A rescue takes the lease, the pulse that finds it lapsed, and the start of a host on a machine that is busy. */
const RESCUE_LIMIT_MS = 15_000;
const POLL_MS = 100;

/** Runs the system under faults in `dir` and checks what it promised. `say` gets a line for each fault. */
export async function runFaults(
  options: FaultOptions,
  { dir, distDir, say }: { dir: string; distDir: string; say: Say },
): Promise<Outcome> {
  const system = await startFaultSystem({ dir, distDir, transport: options.transport });
  try {
    const unready = await system.untilReady();
    if (unready.length > 0) throw new Error(`Not ready after the start: ${unready.join(', ')}; see the logs in ${dir}`);
    return await strikeAndCheck(system, options, say, (context, onStrike) =>
      startInjector({ ...context, system }, options, onStrike),
    );
  } finally {
    await system.stop();
  }
}

/** Begins the faults of a run. */
export type StartFaults = (context: Omit<FaultContext, 'system'>, onStrike: (strike: Strike) => void) => Injector;

/** What happened, before it is judged. */
interface Evidence {
  ledger: Ledger;
  losses: WorkerLoss[];
  producer: Producer;
  watch: FinalWatch;
  injector: Injector;
  schedules: FaultSchedules;
  seconds: number;
}

/** Has faults hit a system that is ready and at work, then checks what it promised. */
export async function strikeAndCheck(
  system: ServiceSystem,
  options: FaultOptions,
  say: Say,
  startFaults: StartFaults,
): Promise<Outcome> {
  const evidence = await strikeUntilDone(system, options, say, startFaults);
  const unready = await system.untilReady();
  const undecided = await evidence.schedules.stop();
  const drained = await drain(system.sql);
  say('Everything has drained. Checking …');
  return judge(system, options, { ...evidence, unready, undecided, drained });
}

async function strikeUntilDone(
  system: ServiceSystem,
  options: FaultOptions,
  say: Say,
  startFaults: StartFaults,
): Promise<Evidence> {
  const { sql } = system;
  const ledger = openLedger(system.dir);
  const losses: WorkerLoss[] = [];
  const watch = await watchFinalRuns(sql);
  const schedules = await startSchedules(sql);
  const look = watchSystem(sql);
  const startedAtMs = Date.now();
  const elapsed = () => (Date.now() - startedAtMs) / 1_000;
  const pace = createPace({ ...options, accepted: () => ledger.size, backlog: look.backlog });
  const random = seededRandom(options.seed + WORK_SALT);
  const producer = startProducer({ ...system, ledger, random, pace });
  const onWorkerLost = (pid: number) => losses.push({ pid, atMs: Date.now() });
  const context = { ledger, random: seededRandom(options.seed), leader: look.leader, onWorkerLost };
  const injector = startFaults(context, ({ name, target }) =>
    say(`${elapsed().toFixed(1).padStart(7)} s  ${name} (${target})`),
  );
  const progress = startProgress(say, () => ({
    options,
    seconds: elapsed(),
    ledger,
    injector,
    backlog: look.backlog(),
  }));
  while (elapsed() < options.seconds || ledger.size < options.runs || injector.strikes.length < options.faults) {
    await Bun.sleep(POLL_MS);
  }
  const seconds = elapsed();
  await injector.stop();
  await Promise.all([producer.stop(), watch.stop(), look.stop()]);
  progress.stop();
  return { ledger, losses, producer, watch, injector, schedules, seconds };
}

async function judge(
  system: ServiceSystem,
  options: FaultOptions,
  evidence: Evidence & { unready: string[]; undecided: string[]; drained: DrainResult },
): Promise<Outcome> {
  const { sql } = system;
  const { ledger, producer, watch, injector, drained, seconds } = evidence;
  const findings = await checkEvidence(sql, ledger, system.journal);
  const rescues = rescueTimes(evidence.losses, await readRescuedExecutions(sql), injector.strikes);
  const slowest = rescues.undisturbed.at(-1) ?? 0;
  const changed = await watch.changed();
  return {
    ...findings,
    violations: [
      ...findings.violations,
      ...producer.violations,
      ...evidence.undecided,
      ...drained.stuck,
      ...system.services().flatMap((service) => service.unexpectedEnds),
      ...evidence.unready.map((problem) => `not ready although all faults are over: ${problem}`),
      ...changed.map((id) => `run ${id} changed after it had ended`),
      ...(slowest > RESCUE_LIMIT_MS ? [`a lost worker's run started again after ${slowest} ms only`] : []),
    ],
    options,
    seconds,
    requests: producer.counts,
    cancels: ledger.cancels,
    strikes: injector.strikes,
    drained,
    rescues,
    watched: await watch.size(),
    changed: changed.length,
  };
}
