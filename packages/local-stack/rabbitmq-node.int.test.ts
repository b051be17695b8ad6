import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortFree } from './free-port.ts';
import { findRabbitmq, startRabbitmq } from './rabbitmq-node.ts';

const dir = mkdtempSync(join(tmpdir(), 'fbrain-rabbitmq-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.skipIf(findRabbitmq() === null)(
  'a node keeps its address between starts and leaves neither a port nor its port mapper behind',
  async () => {
    const first = await startRabbitmq(dir);
    await first.ready;
    const ports = ['port', 'dist-port', 'epmd-port'].map((name) => Number(readFileSync(join(dir, name), 'utf8')));
    expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual([false, false, false]);
    await first.kill();
    expect(await Promise.all(ports.map((port) => isPortFree(port)))).toEqual([true, true, true]);
    const second = await startRabbitmq(dir);
    await second.ready;
    expect(second.url).toBe(first.url);
    await second.stop();
  },
);
