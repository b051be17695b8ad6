import { parseArgs } from 'node:util';

export type TransportName = 'rabbitmq' | 'postgres';

export interface FaultOptions {
  /** How long faults happen at least. */
  seconds: number;
  /** Runs to be accepted; faults go on until they are. */
  runs: number;
  /** Faults to begin in that time, evenly spread. */
  faults: number;
  seed: number;
  transport: TransportName;
  /** File for a copy of the report. */
  report: string | undefined;
  /** The logs and data of all processes stay. */
  keep: boolean;
}

export const HELP = `bun run test:faults [--seconds 60] [--runs N] [--faults N] [--seed N] [--transport rabbitmq|postgres]
                    [--report FILE] [--keep]

Starts PostgreSQL, RabbitMQ, the API and three workers on loopback, has faults hit them while runs are posted, then
checks that every accepted run ended once and right. Exits with 1 on any violation. See docs/reliability.md.

--runs     goes on until that many runs are accepted; posts as fast as that takes. Default: 150 a second.
--faults   goes on until that many faults have begun, at the pace that takes. Default: one every two seconds.
--seed     repeats the choice of faults and work; random unless given, and printed.
--report   writes the table to a file too, as Markdown.
--keep     keeps logs and data, for looking into a violation, and says where.
`;

const RUNS_PER_SECOND = 150;
const SECONDS_PER_FAULT = 2;

/** Null = help was asked for. Throws a sentence about a wrong option. */
export function parseOptions(args: readonly string[]): FaultOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      seconds: { type: 'string', default: '60' },
      runs: { type: 'string' },
      faults: { type: 'string' },
      seed: { type: 'string' },
      transport: { type: 'string', default: 'rabbitmq' },
      report: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { transport } = values;
  if (transport !== 'rabbitmq' && transport !== 'postgres') {
    throw new Error(`--transport must be rabbitmq or postgres, got "${transport}"`);
  }
  const number = (name: 'seconds' | 'runs' | 'faults' | 'seed', standard: () => number): number =>
    values[name] === undefined ? standard() : positive(`--${name}`, values[name]);
  const seconds = positive('--seconds', values.seconds);
  return {
    seconds,
    runs: number('runs', () => seconds * RUNS_PER_SECOND),
    faults: number('faults', () => Math.ceil(seconds / SECONDS_PER_FAULT)),
    seed: number('seed', () => 1 + Math.floor(Math.random() * 2 ** 31)),
    transport,
    report: values.report,
    keep: values.keep,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} must be a whole number above 0, got "${text}"`);
  return value;
}
