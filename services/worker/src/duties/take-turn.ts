/** A little less than a pulse, which then goes on: a million runs that are due at once take a minute. */
const TURN_MS = 900;

/**
 * Repeats a step as long as it fills its batch, until other duties have their turn: however much there is to do, a
 * rescue must not wait for it (G5). Answers the sum of what the steps did.
 */
export async function takeTurn(batch: number, step: () => Promise<number>, turnMs = TURN_MS): Promise<number> {
  const endsAtMs = performance.now() + turnMs;
  for (let total = 0; ; ) {
    const done = await step();
    total += done;
    if (done < batch || performance.now() >= endsAtMs) return total;
  }
}
