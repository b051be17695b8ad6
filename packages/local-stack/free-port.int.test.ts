import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { freePort, isPortFree } from './free-port.ts';

const RANGE = '/proc/sys/net/ipv4/ip_local_port_range';

test('a free port is none that an outgoing connection gets by chance', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  const [firstOutgoing = 32_768] = existsSync(RANGE) ? readFileSync(RANGE, 'utf8').trim().split(/\s+/).map(Number) : [];
  expect(Math.max(...ports)).toBeLessThan(firstOutgoing);
});

test('a port on which somebody listens is not free', async () => {
  using server = Bun.listen({ hostname: '127.0.0.1', port: await freePort(), socket: { data() {} } });
  expect(await isPortFree(server.port)).toBe(false);
});
