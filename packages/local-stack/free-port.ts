import { createServer } from 'node:net';
import { keepValue, keptValue } from './kept-value.ts';

/** Whether a server could listen on this port of this host now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return listen(port, host).then(
    () => true,
    () => false,
  );
}

/**
 * Below those that Linux and macOS give to outgoing connections: none of these takes one by chance before the server
 * that it is meant for has started. Browsers refuse some ports, all below.
 */
const FIRST_PORT = 10_100;
const LAST_PORT = 32_000;

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await isPortFree(port)) return port;
  }
}

/** The port remembered in `file`, so that addresses stay the same between starts; a new one if somebody took it. */
export async function keptPort(file: string): Promise<number> {
  const candidate = String(await freePort());
  const kept = Number(keptValue(file, () => candidate));
  if (await isPortFree(kept)) return kept;
  keepValue(file, candidate);
  return Number(candidate);
}

function listen(port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()));
  return promise;
}
