import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

const STEPS = 5;

export default task({
  name: 'faults.slow',
  description: 'Takes some time, says how far it is and writes a log.',
  input: t.Object({ n: t.Integer(), ms: t.Integer() }),
  queue: 'faults-slow',
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n, ms }, ctx) =>
    recorded(ctx, async () => {
      for (let step = 1; step <= STEPS; step++) {
        await Bun.sleep(ms / STEPS);
        ctx.signal.throwIfAborted();
        ctx.log.info('one step further', { step });
        await ctx.progress(step / STEPS);
      }
      return { square: n * n };
    }),
});
