import type { Random } from '@fbrain/testing/random';
import type { FaultSystem } from '../system/fault-system.ts';
import type { Ledger } from '../work/ledger.ts';

export interface FaultContext {
  system: FaultSystem;
  ledger: Ledger;
  random: Random;
  /** Name of the leading worker, if there is one. */
  leader(): string | undefined;
  /** A worker was killed or suspended now: its runs must start elsewhere. */
  onWorkerLost(pid: number): void;
}

/** Something bad that happens to one part of the system, and is over when `strike` resolves. */
export interface Fault {
  name: string;
  /** How often, compared with the others. */
  weight: number;
  /** Happens only where faults go on for that long. */
  atLeastSeconds?: number;
  /** What it can hit: names of services, servers and links. One target suffers one fault at a time. */
  targets(context: FaultContext): readonly string[];
  strike(target: string, context: FaultContext): Promise<void>;
}

/** A pause in which the system lives with the fault. */
export const pause = (random: Random, lowMs: number, highMs: number): Promise<void> =>
  Bun.sleep(random.between(lowMs, highMs));
