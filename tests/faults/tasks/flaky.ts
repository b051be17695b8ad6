import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.flaky',
  description: 'Fails as often as told, then succeeds.',
  input: t.Object({ n: t.Integer(), failures: t.Integer() }),
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n, failures }, ctx) =>
    recorded(ctx, () => {
      if (ctx.attempt <= failures) throw new Error(`Failure ${ctx.attempt} of ${failures}, as it was told to.`);
      return { square: n * n };
    }),
});
