/** A program of PostgreSQL failed; the message holds its own words. */
export class PgFailure extends Error {
  override readonly name = 'PgFailure';
}

const SHOWN_ERRORS = 2_000;

export interface PgRun {
  command: readonly string[];
  env: Record<string, string>;
}

/** Runs a program that writes to its standard output; `take` gets every piece in turn. */
export async function readFromPg(run: PgRun, take: (chunk: Uint8Array) => Promise<void> | void): Promise<void> {
  const child = Bun.spawn([...run.command], { env: run.env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const errors = child.stderr.text();
  try {
    for await (const chunk of child.stdout) await take(chunk);
  } catch (error) {
    child.kill();
    throw error;
  }
  await settle(run, child.exited, errors);
}

/** Runs a program that reads `input` from its standard input. Answers what it prints. */
export async function writeToPg(run: PgRun, input: ReadableStream<Uint8Array>): Promise<string> {
  const child = Bun.spawn([...run.command], { env: run.env, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  const [out, errors] = [child.stdout.text(), child.stderr.text()];
  try {
    for await (const chunk of input) {
      // A write that fails after the program has ended fails by itself, not with the flush.
      await child.stdin.write(chunk);
      await child.stdin.flush();
    }
    await child.stdin.end();
  } catch {
    // It has ended: its exit code says why.
  }
  await settle(run, child.exited, errors);
  return await out;
}

async function settle({ command }: PgRun, exited: Promise<number>, errors: Promise<string>): Promise<void> {
  const code = await exited;
  if (code === 0) return;
  const words = (await errors).trim().slice(-SHOWN_ERRORS);
  throw new PgFailure(`${command[0]} failed (exit code ${code}): ${words || 'it said nothing'}`);
}
