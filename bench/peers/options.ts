import { parseArgs } from 'node:util';

export interface PeerOptions {
  jobs: number;
  rounds: number;
  /** Names of what to measure, in their own order. */
  names: string[];
}

/** One at a time, at rest. */
export const LATENCY_SAMPLES = 200;

export const help = (
  names: readonly string[],
): string => `bun run bench:peers [--jobs 50000] [--rounds 3] [--only name …]

Measures F_BRAIN and others that do background jobs side by side: the same no-op job, the same PostgreSQL and RabbitMQ,
in turns. Prints medians of all rounds, and how many times as fast F_BRAIN drains. Takes about 5 minutes on 2 cores.

  --jobs N     jobs of one round; slow systems get a part of them (default 50000, at least 1000)
  --rounds N   rounds (default 3)
  --only NAME  only this one; may be given more than once: ${names.join(', ')}

What is measured, and with which settings: docs/performance.md.
`;

/** Null when help is wanted. Throws a sentence about what it does not understand. */
export function parsePeerOptions(args: readonly string[], names: readonly string[]): PeerOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      jobs: { type: 'string', default: '50000' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true, default: [...names] },
    },
  });
  if (values.help) return null;
  const unknown = values.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is no such system; one of ${names.join(', ')}.`);
  return {
    jobs: atLeast(1_000, '--jobs', values.jobs),
    rounds: atLeast(1, '--rounds', values.rounds),
    names: names.filter((name) => values.only.includes(name)),
  };
}

function atLeast(least: number, option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${option} ${text}: give a whole number of at least ${least}.`);
  return value;
}
