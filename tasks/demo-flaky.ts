import { PermanentError, t, task } from 'f-brain';

export default task({
  name: 'demo.flaky',
  description: 'Fails as often as it is told to and then succeeds: shows how retries look.',
  input: t.Object(
    {
      failures: t.Integer({ description: 'Attempts that fail first', minimum: 0, maximum: 100, default: 2 }),
      permanent: t.Optional(
        t.Boolean({ description: 'Fail for good at the first attempt, without another try', default: false }),
      ),
    },
    { additionalProperties: false },
  ),
  output: t.Object({ attempts: t.Integer({ description: 'Attempts it took' }) }),
  examples: [{ failures: 2 }, { failures: 0, permanent: true }],
  retry: { maxAttempts: 10, backoff: { kind: 'fixed', initial: '1s', jitter: 0 } },
  run({ failures, permanent = false }, ctx) {
    if (permanent) throw new PermanentError('It was told to fail for good.');
    if (ctx.attempt <= failures) throw new Error(`Failure ${ctx.attempt} of ${failures}, as it was told to.`);
    ctx.log.info('enough failures, this attempt succeeds', { attempt: ctx.attempt });
    return { attempts: ctx.attempt };
  },
});
