import { expect, test } from 'bun:test';
import { createLoadShedder } from './shed-load.ts';

const MEGABYTE = 1_048_576;
const RUNS = 'http://localhost/api/v1/runs';

function setup() {
  const answer = Promise.withResolvers<Response>();
  let shed = 0;
  const shedder = createLoadShedder({ bodyLimit: 10 * MEGABYTE, onShed: () => shed++ });
  const handle = shedder.guard(() => answer.promise);
  const send = (url = RUNS, headers: Record<string, string> = {}) => {
    const request = new Request(url, { method: 'POST', headers });
    return { request, response: handle(request) };
  };
  const isRefused = ({ response }: ReturnType<typeof send>) => response instanceof Response;
  return { shedder, answer, send, isRefused, shed: () => shed };
}

test('requests beyond what can be in flight are refused at once with the time to try again', async () => {
  const { send, isRefused, shed, answer } = setup();
  const sent = Array.from({ length: 2_100 }, () => send());
  const refused = sent.filter(isRefused);
  expect([refused.length, shed()]).toEqual([100, 100]);
  const response = await refused[0]?.response;
  expect([response?.status, response?.headers.get('retry-after')]).toEqual([429, '1']);
  answer.resolve(new Response('done'));
  await Promise.all(sent.map((one) => one.response));
  expect(isRefused(send())).toBe(false);
});

test('bodies together are bounded, whether they say their length or not', () => {
  for (const headers of [{ 'content-length': String(10 * MEGABYTE) }, { 'transfer-encoding': 'chunked' }]) {
    const { send, isRefused } = setup();
    const sent = Array.from({ length: 10 }, () => send(RUNS, headers));
    expect(sent.filter(isRefused)).toHaveLength(4);
    expect(isRefused(send())).toBe(false);
  }
});

test('a body that claims an absurd length counts no more than what would be read of it', () => {
  const { send, isRefused } = setup();
  expect(isRefused(send(RUNS, { 'content-length': '99999999999' }))).toBe(false);
  expect(isRefused(send(RUNS, { 'content-length': 'x' }))).toBe(false);
  expect(isRefused(send(RUNS, { 'content-length': String(10 * MEGABYTE) }))).toBe(false);
});

test('health is answered when all else is refused, and who waits on purpose takes no place', () => {
  const { shedder, send, isRefused } = setup();
  const sent = Array.from({ length: 2_000 }, () => send());
  expect(isRefused(send())).toBe(true);
  for (const url of ['http://localhost/healthz', 'http://a/readyz', 'http://localhost:3000/metrics']) {
    expect(isRefused(send(url))).toBe(false);
  }
  for (const { request } of sent.slice(0, 5)) shedder.letWait(request);
  expect(Array.from({ length: 6 }, () => send()).filter(isRefused)).toHaveLength(1);
});
