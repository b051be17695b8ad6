import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.snoozing',
  description: 'Waits as often as told, then succeeds.',
  input: t.Object({ n: t.Integer(), times: t.Integer() }),
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n, times }, ctx) =>
    recorded(ctx, () => {
      if (ctx.attempt <= times) ctx.snooze('400ms');
      return { square: n * n };
    }),
});
