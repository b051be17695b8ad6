import { openSync, writeSync } from 'node:fs';
import type { TaskContext } from 'f-brain';

// biome-ignore lint/style/noProcessEnv: how task code is configured: the worker hands it on by TASK_ENV
const journal = openSync(process.env.FAULTS_JOURNAL ?? '', 'a');

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
  void writeSync(journal, `${mark}\t${run.id}\t${attempt}\t${process.ppid}\t${Date.now()}\n`);
