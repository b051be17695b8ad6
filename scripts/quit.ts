/** Ends the script with one sentence for the person at the terminal. */
export function quit(sentence: string): never {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** The sentence of an error, without its stack. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
