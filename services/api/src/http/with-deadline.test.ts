import { expect, test } from 'bun:test';
import { withDeadline } from './with-deadline.ts';

const request = () => new Request('http://localhost/');

test('a request that hangs is answered, one that waits on purpose goes on', async () => {
  const waiting = request();
  const answer = Promise.withResolvers<Response>();
  const handle = withDeadline(() => answer.promise, { timeoutMs: 1, isExempt: (one) => one === waiting });
  const patient = handle(waiting);
  const hanging = await handle(request());
  expect([hanging.status, (await hanging.json()) as unknown]).toMatchObject([504, { code: 'timed-out' }]);
  answer.resolve(new Response('done'));
  expect(await (await patient).text()).toBe('done');
});

test('an answer in time is passed on as it is', async () => {
  const answer = new Response('x');
  const handle = withDeadline(async () => answer, { timeoutMs: 60_000, isExempt: () => false });
  expect(await handle(request())).toBe(answer);
});
