import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.crash',
  description: 'Takes its task host down at the first attempt, with all who are on board.',
  input: t.Object({ n: t.Integer() }),
  retry: { maxAttempts: 50, backoff: { kind: 'fixed', initial: '200ms' } },
  run: ({ n }, ctx) =>
    recorded(ctx, () => {
      if (ctx.attempt === 1) process.kill(process.pid, 'SIGKILL');
      return { square: n * n };
    }),
});
