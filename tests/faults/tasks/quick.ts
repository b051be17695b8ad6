import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.quick',
  description: 'Ends at once.',
  input: t.Object({ n: t.Integer() }),
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n }, ctx) => recorded(ctx, () => ({ square: n * n })),
});
