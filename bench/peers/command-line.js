/** What the drivers of the peers that run on Node or Bun have in common. */

// biome-ignore lint/style/noProcessEnv: the place where the drivers read what the bench gives them
export const environment = process.env;
/** The first jobs find a worker that is still starting, and connections that are not open yet. */
const WARM_UP = 20;

/**
 * Runs the command named first on the command line with the number that follows it, and ends, unless it "stays".
 * @param {Record<string, (amount: number) => Promise<'stays' | void>>} commands
 */
export async function commandLine(commands) {
  const [name = '', amount] = process.argv.slice(2);
  const command = commands[name];
  if (!command) throw new Error(`Unknown command "${name}": one of ${Object.keys(commands).join(', ')}`);
  if ((await command(Number(amount))) !== 'stays') process.exit();
}

/** @param {object} measurement */
export function print(measurement) {
  process.stdout.write(`${JSON.stringify(measurement)}\n`);
}

/**
 * Does a job `samples` times, one after the other, and prints how long they took in milliseconds.
 * @param {number} samples
 * @param {() => Promise<void>} doJob
 */
export async function measureOneByOne(samples, doJob) {
  const times = [];
  for (let i = 0; i < WARM_UP + samples; i++) {
    const startedAt = performance.now();
    await doJob();
    times.push(performance.now() - startedAt);
  }
  const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
  /** @param {number} part */
  const at = (part) => sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)];
  print({ p50: at(0.5), p99: at(0.99) });
}
