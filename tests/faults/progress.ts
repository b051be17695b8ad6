import type { Injector } from './faults/injector.ts';
import type { FaultOptions } from './options.ts';
import { grouped } from './report.ts';
import type { Ledger } from './work/ledger.ts';

export interface ProgressFacts {
  options: FaultOptions;
  seconds: number;
  ledger: Ledger;
  injector: Injector;
  backlog: number;
}

const INTERVAL_MS = 5_000;

/** Says every few seconds how far it is. */
export function startProgress(say: (line: string) => void, facts: () => ProgressFacts): { stop(): void } {
  const timer = setInterval(() => {
    const { options, seconds, ledger, injector, backlog } = facts();
    const parts = [
      `${grouped(ledger.size)} of ${grouped(options.runs)} runs accepted`,
      `${grouped(backlog)} waiting`,
      `${injector.strikes.length} of ${options.faults} faults`,
      `harness ${Math.round(process.memoryUsage.rss() / 1e6)} MB`,
    ];
    say(`${seconds.toFixed(1).padStart(7)} s  … ${parts.join(', ')}`);
  }, INTERVAL_MS);
  return { stop: () => clearInterval(timer) };
}
