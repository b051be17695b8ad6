import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.rated',
  description: 'At most four starts a second for each key, two of them at one instant.',
  input: t.Object({ n: t.Integer(), key: t.String() }),
  rate: { limit: 4, per: '1s', burst: 2, key: 'key' },
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n }, ctx) => recorded(ctx, () => ({ square: n * n })),
});
