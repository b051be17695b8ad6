import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@fbrain/local-stack/free-port';
import { startGuarded } from '@fbrain/local-stack/guarded-process';
import { RedisClient } from 'bun';

const POLL_MS = 20;

/**
 * Starts a Redis of its own on loopback with the settings it comes with: snapshots to disk now and then, no log of writes.
 * `isSafe`: with a log that is on disk before a write is answered, as PostgreSQL's is.
 */
export async function startRedis(
  dir: string,
  { isSafe }: { isSafe: boolean },
): Promise<{ url: string; stop(): Promise<void> }> {
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const server = startGuarded({
    command: [
      ...['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', dir],
      ...(isSafe ? ['--appendonly', 'yes', '--appendfsync', 'always'] : []),
    ],
    env: {},
    logFile: join(dir, 'redis.log'),
    stopSignal: 'SIGTERM',
    // It would stay for ever where it cannot save its data, and the folder may be gone by then.
    deathSignal: 'SIGKILL',
  });
  const url = `redis://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (server.hasExited()) throw new Error(`redis-server did not start: see ${join(dir, 'redis.log')}`);
    await Bun.sleep(POLL_MS);
  }
  return { url, stop: server.stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new RedisClient(url, { autoReconnect: false });
  const answer = await client.ping().catch(() => null);
  client.close();
  return answer === 'PONG';
}
