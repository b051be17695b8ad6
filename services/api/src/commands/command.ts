import { parseArgs } from 'node:util';

/** One thing that the binary does; `fbrain-api <name>`. */
export interface Command {
  name: string;
  /** One line of `fbrain-api --help`. */
  summary: string;
  /** What `fbrain-api <name> --help` shows, without the line about its use. */
  help: string;
  /** What follows the name, such as `FILE [--force]`; empty = nothing. */
  usage: string;
  /** Sets `process.exitCode` where something is wrong. */
  run(args: readonly string[]): Promise<void>;
}

/** The command line is not what the command takes. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Flags = Readonly<Record<string, { type: 'boolean' } | { type: 'string' }>>;

/** Reads flags and at most `positionals` other words. Throws UsageError with a sentence. */
export function readArguments<F extends Flags>(args: readonly string[], flags: F, positionals = 0) {
  try {
    const read = parseArgs({ args: [...args], options: flags, allowPositionals: positionals > 0 });
    if (read.positionals.length <= positionals) return read;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  throw new UsageError(`takes ${positionals === 1 ? 'one word' : `${positionals} words`} besides its options`);
}

/** To the terminal or a pipe: the command's answer, not a log line. */
export function print(text: string): void {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', passOverClosed);
  process.stdout.write(`${text}\n`);
}

/** Whoever reads no further, such as `head`, has seen enough. */
function passOverClosed(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

/** Says what is wrong and makes the process end with 1. */
export function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
