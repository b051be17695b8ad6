import { appendFileSync } from 'node:fs';
import type { TaskContext } from 'f-brain';

// biome-ignore lint/style/noProcessEnv: how task code is configured: the worker hands it on by TASK_ENV
const journal = process.env.FAULTS_JOURNAL ?? '';

/** Does the work between two lines in the journal. Short appends to one file never mix, whichever process writes. */
export async function recorded<T>(ctx: TaskContext, work: () => T | Promise<T>): Promise<T> {
  write('b', ctx);
  try {
    const result = await work();
    write('e', ctx);
    return result;
  } catch (error) {
    write('f', ctx);
    throw error;
  }
}

/** A task host's parent is its worker: the journal names it, so that rescues can be timed. */
const write = (mark: 'b' | 'e' | 'f', { run, attempt }: TaskContext): void =>
  appendFileSync(journal, `${mark} ${run.id} ${attempt} ${process.ppid} ${Date.now()}\n`);
