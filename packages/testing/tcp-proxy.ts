import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback whose network can fail on demand. */
export interface TcpProxy {
  /** `url` with the proxy in place of its host and port. */
  through(url: string): string;
  /** Ends all connections and every new one at once, as a server that is down. */
  cut(): void;
  /** Keeps connections open but carries nothing, as a network that drops every packet. */
  blackhole(): void;
  /** Carries nothing any more on the connections that are open; new ones work, as behind a router that forgot them. */
  freeze(): void;
  /** Carries again, what was held back in a blackhole first. */
  heal(): void;
  close(): Promise<void>;
}

/** Opens a proxy to the host and port of a URL. */
export async function openTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let state: 'open' | 'cut' | 'blackhole' = 'open';

  const add = (socket: Socket, peer: Socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => peer.write(chunk));
    socket.on('error', () => peer.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      peer.destroy();
    });
    if (state === 'blackhole') socket.pause();
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    add(client, upstream);
    add(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    through(url) {
      const proxied = new URL(url);
      proxied.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      return proxied.href;
    },
    cut() {
      state = 'cut';
      destroyAll();
    },
    blackhole() {
      state = 'blackhole';
      for (const socket of sockets) socket.pause();
    },
    freeze() {
      for (const socket of sockets) {
        socket.pause();
        frozen.add(socket);
      }
      state = 'open';
    },
    heal() {
      state = 'open';
      for (const socket of sockets) if (!frozen.has(socket)) socket.resume();
    },
    async close() {
      destroyAll();
      server.close();
    },
  };
}
