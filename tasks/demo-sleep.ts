import { setTimeout as sleep } from 'node:timers/promises';
import { t, task } from 'f-brain';

const STEPS = 100;

export default task({
  name: 'demo.sleep',
  description: 'Sleeps, says how far it is, and ends at once when it is cancelled.',
  input: t.Object(
    {
      seconds: t.Number({ title: 'Seconds', description: 'How long to sleep', minimum: 0, maximum: 3_600, default: 5 }),
      steps: t.Optional(
        t.Integer({ description: 'How often to report progress', minimum: 1, maximum: 1_000, default: STEPS }),
      ),
    },
    { additionalProperties: false },
  ),
  output: t.Object({ sleptMs: t.Integer() }),
  examples: [{ seconds: 5 }, { seconds: 60, steps: 60 }],
  timeout: '2h',
  async run({ seconds, steps = STEPS }, ctx) {
    const startMs = performance.now();
    ctx.log.info(`sleeping for ${seconds} s`);
    for (let step = 1; step <= steps; step++) {
      // Rejects with an AbortError as soon as the run is cancelled, which ends the run.
      await sleep((seconds * 1_000) / steps, undefined, { signal: ctx.signal });
      ctx.progress(step / steps, `step ${step} of ${steps}`);
    }
    return { sleptMs: Math.round(performance.now() - startMs) };
  },
});
