import { t, task } from 'f-brain';
import { recorded } from './_record.ts';

export default task({
  name: 'faults.busy',
  description: 'Never ends and never lets go of its event loop: only a kill ends it, and its neighbours run again.',
  input: t.Object({ n: t.Integer() }),
  timeout: '500ms',
  retry: { maxAttempts: 2, backoff: { kind: 'fixed', initial: '200ms' } },
  run: (_input, ctx) =>
    recorded(ctx, () => {
      for (;;);
    }),
});
