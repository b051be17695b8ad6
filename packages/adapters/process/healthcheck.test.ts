import { afterAll, expect, test } from 'bun:test';
import { findIllness } from './healthcheck.ts';

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  routes: {
    '/well': new Response('fine'),
    '/ill': () => Response.json({ problems: ['no database'] }, { status: 503 }),
  },
});
const port = server.port ?? 0;
afterAll(() => server.stop(true));

test('a service that is well has no illness, on whatever address it listens', async () => {
  expect(await findIllness({ host: '127.0.0.1', port }, '/well')).toBeNull();
  expect(await findIllness({ host: '0.0.0.0', port }, '/well')).toBeNull();
});

test('a service that is not well says what it misses', async () => {
  expect(await findIllness({ host: '127.0.0.1', port }, '/ill')).toBe('/ill answers 503: {"problems":["no database"]}');
});

test('a service that does not answer is ill', async () => {
  expect(await findIllness({ host: '127.0.0.1', port: 1 }, '/well')).toStartWith(
    'http://127.0.0.1:1/well does not answer',
  );
});
