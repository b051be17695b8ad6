import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.shared-limit',
  description: 'At most three at once, over all workers.',
  input: t.Object({ n: t.Integer() }),
  concurrency: { limit: 3 },
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n }, ctx) =>
    recorded(ctx, async () => {
      await Bun.sleep(10 + (n % 50));
      return { square: n * n };
    }),
});
