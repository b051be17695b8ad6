import { createServer } from 'node:net';
import { keepValue, keptValue } from './kept-value.ts';

/** Whether a server could listen on this port of this host now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return listen(port, host).then(
    () => true,
    () => false,
  );
}

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return listen(0, '127.0.0.1');
}

/** The port remembered in `file`, so that addresses stay the same between starts; a new one if somebody took it. */
export async function keptPort(file: string): Promise<number> {
  const candidate = String(await freePort());
  const kept = Number(keptValue(file, () => candidate));
  if (await isPortFree(kept)) return kept;
  keepValue(file, candidate);
  return Number(candidate);
}

function listen(port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address();
    const taken = typeof address === 'object' && address ? address.port : port;
    server.close(() => resolve(taken));
  });
  return promise;
}
