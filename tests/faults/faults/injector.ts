import { seededRandom } from '@fbrain/testing/random';
import { type Fault, type FaultContext, pause } from './fault.ts';
import { NETWORK_FAULTS } from './network-faults.ts';
import { POSTGRES_FAULTS } from './postgres-faults.ts';
import { PROCESS_FAULTS } from './process-faults.ts';
import { RABBITMQ_FAULTS } from './rabbitmq-faults.ts';

export interface Strike {
  name: string;
  target: string;
  /** Since the epoch; `endMs` is Infinity while it lasts. */
  startMs: number;
  endMs: number;
}

export interface Injector {
  readonly strikes: readonly Strike[];
  /** Begins no more faults. Resolves when the last one is over and all parts are back. */
  stop(): Promise<void>;
}

const FAULTS: readonly Fault[] = [...PROCESS_FAULTS, ...POSTGRES_FAULTS, ...RABBITMQ_FAULTS, ...NETWORK_FAULTS];
/** Between the beginnings of two faults, of the mean: several overlap at times, and work still gets done. */
const GAP = { shortest: 0.25, longest: 1.75 };
/** Once all have begun, the runs that are still to be accepted get more air. */
const OVERTIME = 3;

/** Begins one fault after the other, on whatever is not suffering one already. */
export function startInjector(
  context: FaultContext,
  { seconds, faults }: { seconds: number; faults: number },
  onStrike: (strike: Strike) => void,
): Injector {
  const meanGapMs = (seconds * 1_000) / faults;
  const inScope = FAULTS.filter(({ atLeastSeconds = 0 }) => seconds >= atLeastSeconds);
  const strikes: Strike[] = [];
  const suffering = new Set<string>();
  const underWay = new Set<Promise<void>>();
  /** The harness itself failed: what it took away is not back. */
  const broken: unknown[] = [];
  const stopped = Promise.withResolvers<void>();
  let isStopped = false;

  const strike = async (fault: Fault, target: string) => {
    // Its own stream: how long a fault lasts must not decide which one comes next.
    const random = seededRandom(context.random.between(0, 2 ** 31));
    const record: Strike = { name: fault.name, target, startMs: Date.now(), endMs: Number.POSITIVE_INFINITY };
    strikes.push(record);
    onStrike(record);
    suffering.add(target);
    await fault.strike(target, { ...context, random });
    suffering.delete(target);
    record.endMs = Date.now();
  };
  const beginOne = () => {
    const free = (fault: Fault) => fault.targets(context).filter((target) => !suffering.has(target));
    const possible = inScope.filter((fault) => free(fault).length > 0);
    if (possible.length === 0) return;
    const fault = context.random.pickWeighted(possible);
    const work = strike(fault, context.random.pick(free(fault)))
      .catch((error: unknown) => broken.push(error))
      .then(() => void underWay.delete(work));
    underWay.add(work);
  };
  const goOn = async () => {
    while (!isStopped) {
      beginOne();
      const gapMs = strikes.length < faults ? meanGapMs : OVERTIME * meanGapMs;
      await Promise.race([pause(context.random, GAP.shortest * gapMs, GAP.longest * gapMs), stopped.promise]);
    }
  };
  const going = goOn();

  return {
    strikes,
    async stop() {
      isStopped = true;
      stopped.resolve();
      await going;
      await Promise.all(underWay);
      if (broken.length > 0) throw broken[0];
    },
  };
}
