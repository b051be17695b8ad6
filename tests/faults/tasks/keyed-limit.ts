import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.keyed-limit',
  description: 'At most two at once for each key.',
  input: t.Object({ n: t.Integer(), key: t.String() }),
  concurrency: { limit: 2, key: 'key' },
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n }, ctx) =>
    recorded(ctx, async () => {
      await Bun.sleep(50 + (n % 300));
      return { square: n * n };
    }),
});
